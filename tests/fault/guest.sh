# shellcheck shell=bash disable=SC2154,SC2034
# guest.sh - a small guest: the demo root with the probe, read-only, a config disk, and one volume.
# Uses $build and $test of the caller; makes $work, which goes with the caller.
PATH=$PATH:/usr/sbin:/sbin
top=$(dirname "${BASH_SOURCE[0]}")/../..
# shellcheck source=rootfs/qemu.sh
source "$top/rootfs/qemu.sh"
find_accelerator
work=$(mktemp -d "${TMPDIR:-/tmp}/guest-init.XXXXXX")
trap 'rm -rf "$work"' EXIT
seconds=90 # for each boot

# make_guest COMMAND - the config disk of a guest that runs COMMAND in a shell, with the volume on /mnt.
make_guest() {
	jq -n --arg command "$1" '{cmd: ["/bin/sh", "-c", $command], rootfs: {readonly: true},
		volume_mounts: [{device: "serial:volume", path: "/mnt", mode: "rw"}]}' >"$work/spec.json"
	"$build/bin/mkconfigdisk" "$work/spec.json" "$work/config.img"
}

# make_volume SIZE - an empty one, in $work/volume.img.
make_volume() {
	mkdir -p "$work/empty"
	"$top/rootfs/mkext4.sh" "$work/empty" "$work/volume.img" "$1"
}

# run_guest MEMORY [QEMU OPTION...] - what it says goes to $work/console; $volume says how QEMU gets
# at the volume. Returns as boot does.
volume=
run_guest() {
	local memory=$1 status=0 i=4 drive
	local options=()
	shift
	for drive in "file=$build/boot-root.ext4,format=raw,readonly=on,cache=unsafe" \
		"file=$work/config.img,format=raw,cache=unsafe" \
		"${volume:-file=$work/volume.img,format=raw,cache=unsafe}"; do
		options+=(-drive "if=none,id=disk$i,file.locking=off,$drive"
			-device "virtio-blk-pci,drive=disk$i,addr=$i$([[ $i != 6 ]] || echo ,serial=volume)")
		i=$((i + 1))
	done
	boot "$seconds" "file:$work/console" -M q35 -m "$memory" "${accel[@]}" "${options[@]}" \
		-append "$cmdline guest_init.config=/dev/vdb" "$@" 2>"$work/qemu" || status=$?
	return $status
}

# last_number WORD - the number on the last line of the console that is "WORD NUMBER"; 0 without one.
# A line ends in CR LF: one that was cut off doesn't count.
last_number() {
	local numbers
	numbers=$(sed -n "s/^$1 \([0-9]*\)\r$/\1/p" "$work/console" 2>/dev/null)
	numbers=${numbers##*$'\n'}
	echo "${numbers:-0}"
}

# bad TEXT... - tell what is wrong, with the end of the console, and end.
bad() {
	echo "not ok fault $test: $*"
	tail -n 20 "$work/console" 2>/dev/null | cut -c 1-500 | sed 's/^/#     /'
	sed 's/^/#     /' "$work/qemu"
	exit 1
}
