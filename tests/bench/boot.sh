#!/bin/bash
# boot.sh BUILD [RUNS] - what a guest works from the kernel's start of /init to the workload's first
# instruction, for /init, for the floor and for a shell, under QEMU's -icount: one instruction is one
# nanosecond. Prints a Markdown table of medians.
set -euo pipefail

(($# >= 1)) || { echo "usage: boot.sh BUILD [RUNS]" >&2; exit 2; }
build=$1
runs=${2:-9}
here=$(dirname "$0")
top=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=rootfs/qemu.sh
source "$top/rootfs/qemu.sh"

"$top/rootfs/unpack-deb.sh" busybox-static "$work/deb"
busybox=$work/deb/bin/busybox
modules=$build/kernel/lib/modules/$(<"$build/kernel/release")

pack() { "$build/bin/mkguestinitrd" --modules "$modules" "${@:2}" "$work/$1.img"; } # KIND OPTION...
pack start --init "$build/bench/arrive"
pack init --init "$build/init"
pack floor --init "$build/bench/floor"
pack shell --init "$busybox" --file "$busybox:/bin/busybox" --file "$here/shell-init.sh:/shell-init:0755"

mkdir "$work/empty"
"$top/rootfs/mkext4.sh" "$work/empty" "$work/empty.ext4" 32M
"$build/bin/mkconfigdisk" "$here/spec.json" "$work/config.img"

one_boot() { # KIND - prints the line that the workload prints
	local disk place=0 options=() append=
	cp "$work/empty.ext4" "$work/vdb"
	cp "$work/config.img" "$work/vdc"
	cp "$work/empty.ext4" "$work/vdd"
	for disk in "$build/bench/root.ext4,readonly=on" "$work/vdb" "$work/vdc" "$work/vdd"; do
		place=$((place + 1))
		options+=(-drive "if=none,id=d$place,format=raw,cache=unsafe,file=$disk"
			-device "virtio-blk-pci,drive=d$place")
	done
	[[ $1 != shell ]] || append=rdinit=/shell-init
	initrd=$work/$1.img boot 120 stdio -M q35 -m 256 -accel tcg,thread=single \
		-icount shift=0,sleep=off "${options[@]}" -netdev user,id=net \
		-device virtio-net-pci,netdev=net,romfile= -append "$cmdline $append" 2>/dev/null |
		tr -d '\r' | grep '^arrived ' || { echo "boot.sh: no workload with $1" >&2; exit 1; }
}

# The median of a value in the lines of a kind of boot.
median() { # KIND KEY
	sed -n "s/.* $2=\([0-9]*\).*/\1/p" "$work/$1.lines" | sort -n | sed -n "$(((runs + 1) / 2))p"
}
divide() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

declare -A worked
for kind in start init floor shell; do
	for ((i = 0; i < runs; i++)); do one_boot "$kind"; done >"$work/$kind.lines"
	worked[$kind]=$(($(median "$kind" run_ns) - ${worked[start]:-0}))
done

echo "| /init | million instructions to the workload | against the floor | PID 1's memory | memory left, against the floor |"
echo "|---|---|---|---|---|"
for kind in init floor shell; do
	printf '| %s | %s | %s | %s KiB | %s |\n' "$kind" "$(divide "${worked[$kind]}" 1000000)" \
		"$(divide "${worked[$kind]}" "${worked[floor]}")" "$(median "$kind" rss_kib)" \
		"$(divide "$(median "$kind" available_kib)" "$(median floor available_kib)")"
done
echo
own=$(divide $((worked[init] - worked[floor])) $((worked[shell] - worked[floor])))
echo "Beyond the floor, /init does $own of what the shell does."
