#!/bin/bash
# kernel.sh cloud|full OUTDIR - a kernel of the distribution, unpacked and never installed:
# OUTDIR/vmlinuz, OUTDIR/lib/modules/RELEASE and OUTDIR/release, which holds RELEASE.
# cloud is the one for virtual machines; full is the one for all, in which nearly everything is a
# module. Of its modules only those that a virtual machine may need are there.
set -euo pipefail

usage() {
	echo "usage: kernel.sh cloud|full OUTDIR" >&2
	exit 2
}

(($# == 2)) || usage
out=$2
here=$(dirname "$0")
arch=$(apt-config dump --format '%v' APT::Architecture)
all='./lib/modules/*'
case $1 in
cloud) meta=linux-image-cloud-$arch modules=("$all") ;;
full)
	meta=linux-image-$arch
	modules=("$all/modules.*" "$all/kernel/"{arch,crypto,fs,lib,net}
		"$all/kernel/drivers/"{acpi,block,char,input,'net/*.ko',virtio})
	;;
*) usage ;;
esac

# The meta package stays, what it depends on is the kernel of the day.
package=$(apt-cache depends --important "$meta" | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p')
[[ -n $package ]] || { echo "kernel.sh: apt knows no kernel behind $meta (apt-get update?)" >&2; exit 1; }
release=${package#linux-image-}

mkdir -p "$(dirname "$out")"
new=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$new"' EXIT
"$here/unpack-deb.sh" "$package" "$new/deb" "./boot/vmlinuz-*" "${modules[@]}"

mkdir -p "$new/out/lib/modules"
mv "$new/deb/boot/vmlinuz-$release" "$new/out/vmlinuz"
mv "$new/deb/lib/modules/$release" "$new/out/lib/modules/"
if [[ ! -e $new/out/lib/modules/$release/modules.dep.bin ]]; then
	PATH=$PATH:/usr/sbin:/sbin depmod -b "$new/out" "$release"
fi
echo "$release" >"$new/out/release"

rm -rf "$out"
mv "$new/out" "$out"
