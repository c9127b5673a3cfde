#!/bin/bash
# reap.sh BUILD [ORPHANS] - how long reapers take for orphans that die all at once: /init, and its peers
# as PID 1 of a PID namespace in the same guest. Guest time under -icount. Prints a Markdown table.
set -euo pipefail

(($# >= 1)) || { echo "usage: reap.sh BUILD [ORPHANS]" >&2; exit 2; }
build=$1
orphans=${2:-10000}
here=$(dirname "$0")
top=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=rootfs/qemu.sh
source "$top/rootfs/qemu.sh"

peers=(tini-static catatonit dumb-init)
"$top/rootfs/demo-root.sh" "$work/root.ext4" "$build/probe" /usr/bin/tini-static /usr/bin/catatonit \
	/usr/bin/dumb-init
# dumb-init is linked dynamically.
{
	echo -e 'mkdir /lib64\nmkdir /lib\nmkdir /lib/x86_64-linux-gnu'
	for file in /lib64/ld-linux-x86-64.so.2 /lib/x86_64-linux-gnu/libc.so.6; do
		echo -e "write $(readlink -f "$file") $file\nsif $file mode 0100755"
	done
} >"$work/commands"
resize2fs -f "$work/root.ext4" 16M >/dev/null 2>&1
debugfs -w -f "$work/commands" "$work/root.ext4" >/dev/null 2>&1

# Each in turn, twice; the second time counts.
jq -n --arg n "$orphans" --arg peers "${peers[*]}" '{
	entrypoint: ["/bin/sh", "-c"],
	cmd: ["for round in 1 2; do echo reaper /init; probe orphans \($n); for peer in \($peers); do " +
		"echo reaper $peer; unshare -p -f -m sh -c \"mount -t proc proc /proc; exec $peer -- probe orphans \($n)\"; done; done"],
	env: {PATH: "/bin:/usr/bin:/sbin:/usr/sbin"}}' >"$work/spec.json"
"$build/bin/mkconfigdisk" "$work/spec.json" "$work/config.img"
mkdir "$work/empty"
"$top/rootfs/mkext4.sh" "$work/empty" "$work/upper.ext4" 16M
options=()
for file in "$work/root.ext4,readonly=on" "$work/upper.ext4" "$work/config.img"; do
	options+=(-drive "if=virtio,format=raw,cache=unsafe,file=$file")
done
boot 300 stdio -M q35 -m 2048 -accel tcg,thread=single -icount shift=0,sleep=off "${options[@]}" \
	-append "$cmdline" 2>/dev/null | tr -d '\r' >"$work/console"

echo "| reaper | time for $orphans orphans | against the best peer | zombies left |"
echo "|---|---|---|---|"
awk '/^reaper / { name = $2 } /"probe":"orphans"/ {
		us = $0; sub(/.*"us":/, "", us); left = $0; sub(/.*"zombies":/, "", left)
		time[name] = us + 0; zombies[name] = left + 0
	}
	END {
		for (name in time)
			if (name != "/init" && (!best || time[name] < best)) best = time[name]
		for (name in time)
			printf "| %s | %.1f ms | %.2f | %d |\n", name, time[name] / 1000, time[name] / best, zombies[name]
	}' "$work/console" | sort
