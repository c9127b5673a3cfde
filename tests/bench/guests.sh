# shellcheck shell=bash disable=SC2154,SC2034
# guests.sh - the same guest with an /init of each kind: init, floor, shell; and start, which ends at once.
# Uses $build of the caller; makes $work, in memory, which goes with the caller.
here=$(dirname "${BASH_SOURCE[0]}")
top=$here/../..
work=$(mktemp -d -p /dev/shm)
trap 'rm -rf "$work"' EXIT
# shellcheck source=rootfs/qemu.sh
source "$top/rootfs/qemu.sh"
# shellcheck source=tests/bench/goals.sh
source "$top/tests/bench/goals.sh"

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

# boot_kind KIND VOLUME CMDLINE [QEMU OPTION...] - with a fresh upper disk and config disk and a copy of
# the volume; prints the console.
boot_kind() {
	local disk place=0 options=() append=
	cp "$work/empty.ext4" "$work/vdb"
	cp "$work/config.img" "$work/vdc"
	cp --sparse=always "$2" "$work/vdd"
	for disk in "$build/bench/root.ext4,readonly=on" "$work/vdb" "$work/vdc" "$work/vdd"; do
		place=$((place + 1))
		options+=(-drive "if=none,id=d$place,format=raw,cache=unsafe,file=$disk"
			-device "virtio-blk-pci,drive=d$place")
	done
	[[ $1 != shell ]] || append=rdinit=/shell-init
	initrd=$work/$1.img boot 120 stdio -M q35 -accel tcg,thread=single "${options[@]}" \
		-netdev user,id=net -device virtio-net-pci,netdev=net,romfile= \
		-append "$cmdline $append $3" "${@:4}" 2>/dev/null
}

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }
