#!/bin/bash
# supervisor.sh BUILD [ORPHANS [SIGNALS]] - what PID 1 costs while the workload runs: orphans that die
# all at once, signals that it passes on, and nothing at all for a minute. /init, and its peers as PID 1
# of a PID namespace in the same guest. Guest time under -icount. Prints a Markdown table.
set -euo pipefail

(($# >= 1)) || { echo "usage: supervisor.sh BUILD [ORPHANS [SIGNALS]]" >&2; exit 2; }
build=$1
orphans=${2:-10000}
signals=${3:-20000}
here=$(dirname "$0")
top=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=rootfs/qemu.sh
source "$top/rootfs/qemu.sh"
# shellcheck source=tests/bench/goals.sh
source "$here/goals.sh"

peers=(tini-static catatonit dumb-init)
for package in tini catatonit dumb-init; do
	"$top/rootfs/unpack-deb.sh" "$package" "$work/debs" './usr/bin/*'
done
"$top/rootfs/demo-root.sh" "$work/root.ext4" "$build/probe" "${peers[@]/#/$work/debs/usr/bin/}"

# dumb-init is linked dynamically.
libraries=(/lib64/ld-linux-x86-64.so.2 /lib/x86_64-linux-gnu/libc.so.6)
"$top/rootfs/unpack-deb.sh" libc6 "$work/debs" './lib/x86_64-linux-gnu/*'
{
	printf 'mkdir %s\n' /lib64 /lib /lib/x86_64-linux-gnu
	for file in "${libraries[@]}"; do
		echo "write $work/debs/lib/x86_64-linux-gnu/${file##*/} $file"
		echo "sif $file mode 0100755"
	done
} >"$work/commands"
resize2fs -f "$work/root.ext4" 16M >"$work/log" 2>&1
debugfs -w -f "$work/commands" "$work/root.ext4" >>"$work/log" 2>&1

# Each in turn, twice: the second time counts. 10: SIGUSR1, which /init passes on to the workload: that is
# the shell, until it becomes the probe.
cat >"$work/measure" <<'END'
peer() {
	echo "reaper $1"
	unshare -p -f -m sh -c 'mount -t proc proc /proc; exec "$@"' sh "$1" -- sh -c "
		probe orphans $ORPHANS; probe idle 60; exec probe signals $SIGNALS 10"
}
for round in 1 2; do
	for name in $PEERS; do peer "$name"; done
	echo 'reaper /init'
	probe orphans "$ORPHANS"
	probe idle 60
done
exec probe signals "$SIGNALS" 10
END
jq -n --rawfile measure "$work/measure" --arg o "$orphans" --arg s "$signals" --arg p "${peers[*]}" '{
	entrypoint: ["/bin/sh", "-c", $measure], cmd: [],
	env: {PATH: "/bin:/usr/bin:/sbin:/usr/sbin", ORPHANS: $o, SIGNALS: $s, PEERS: $p}}' >"$work/spec.json"
"$build/bin/mkconfigdisk" "$work/spec.json" "$work/config.img"
mkdir "$work/empty"
"$top/rootfs/mkext4.sh" "$work/empty" "$work/upper.ext4" 16M
options=()
for file in "$work/root.ext4,readonly=on" "$work/upper.ext4" "$work/config.img"; do
	options+=(-drive "if=virtio,format=raw,cache=unsafe,file=$file")
done
boot 600 stdio -M q35 -m 2048 -accel tcg,thread=single -icount shift=0,sleep=off "${options[@]}" \
	-append "$cmdline" 2>/dev/null | tr -d '\r' >"$work/console"

echo "| PID 1 | $orphans orphans | against the best peer | $signals signals | against the best peer | wake-ups in an idle minute |"
echo "|---|---|---|---|---|---|"
jq -nrR --argjson orphans "$orphans" --argjson signals "$signals" '
	def ratio($all; $key): . / ([$all[] | select(.name != "/init") | .[$key]] | min) * 100 | round / 100;
	def ms: . / 100 | round / 10 | "\(.) ms";
	reduce inputs as $line ({};
		if $line | startswith("reaper ") then .now = ($line | ltrimstr("reaper "))
		elif $line | startswith("{\"probe\":") then
			.now as $now | ($line | fromjson) as $said |
			if ($said.zombies // 0) > 0 or $said.asked != ($said.acknowledged // $said.asked)
			then error("\($now) lost some: \($line)") else . end |
			.of[$now] += if $said.probe == "idle" then $said else {($said.probe): $said.us} end
		else . end) |
	[.of | to_entries[] | .value + {name: .key}] as $all | $all[] |
	"| \(.name) | \(.orphans | ms) | \(.orphans | ratio($all; "orphans")) " +
	"| \(.signals | ms) | \(.signals | ratio($all; "signals")) | \(.wakeups) |"' "$work/console" | tee "$work/table"
IFS='|' read -r _ _ _ reaping _ passing_on wake_ups _ < <(grep '^| /init |' "$work/table")
goal "reaping $orphans orphans, against the best peer" "${reaping// /}" 1.25
goal "passing on $signals signals, against the best peer" "${passing_on// /}" 1.25
goal "PID 1's wake-ups in an idle minute" "${wake_ups// /}" 0
