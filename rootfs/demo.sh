#!/bin/bash
# demo.sh BUILD - the whole way once: a spec and a root in, a virtual machine's output and exit
# status out. The disks are left in BUILD/demo to be looked at.
set -euo pipefail

(($# == 1)) || { echo "usage: demo.sh BUILD" >&2; exit 2; }
build=$1
here=$(cd "$(dirname "$0")" && pwd)
demo=$build/demo
# shellcheck source=rootfs/qemu.sh
source "$here/qemu.sh"

rm -rf "$demo"
mkdir -p "$demo/empty"
"$here/mkext4.sh" "$demo/empty" "$demo/overlay.img" 32M
"$here/mkext4.sh" "$demo/empty" "$demo/volume.img" 32M
"$build/bin/mkconfigdisk" "$here/demo/spec.json" "$demo/config.img"
find_accelerator

drive() { # NAME FILE [OPTION]
	options+=(-drive "if=none,id=$1,file=$2,format=raw${3:+,$3}" -device "virtio-blk-pci,drive=$1")
}
options=(-M "$machine" -m 256 -netdev "user,id=net" -device "virtio-net-pci,netdev=net,romfile=")
drive vda "$build/demo-root.ext4" readonly=on
drive vdb "$demo/overlay.img"
drive vdc "$demo/config.img"
drive vdd "$demo/volume.img"

size() { echo "$(($(stat -c %s "$1") / 1024)) KiB"; }
echo "/init $(size "$build/init"), initrd with modules $(size "$build/initrd.img"), kernel $(<"$build/kernel/release")"
echo "--- the virtual machine's console (QEMU, ${accel[1]%%,*})"
boot 60 stdio "${accel[@]}" "${options[@]}" -append "$cmdline" | sed -u 's/\r$//; /reboot: Power down/d'
echo "--- mkconfigdisk --status reads from the config disk how it ended"
"$build/bin/mkconfigdisk" --status "$demo/config.img" |
	sed -E 's/.*"state": ?"([a-z]+)", ?"exit_code": ?([0-9]+|null).*/the workload has \1, exit status \2/'
