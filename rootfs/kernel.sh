#!/bin/bash
# kernel.sh OUTDIR - the distribution's kernel for virtual machines, unpacked and never installed:
# OUTDIR/vmlinuz, OUTDIR/lib/modules/RELEASE and OUTDIR/release, which holds RELEASE.
set -euo pipefail

(($# == 1)) || { echo "usage: kernel.sh OUTDIR" >&2; exit 2; }
out=$1
here=$(dirname "$0")
meta=linux-image-cloud-$(dpkg --print-architecture)

# The meta package stays, what it depends on is the kernel of the day.
package=$(apt-cache depends --important "$meta" | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p')
[[ -n $package ]] || { echo "kernel.sh: apt knows no kernel behind $meta (apt-get update?)" >&2; exit 1; }
release=${package#linux-image-}

mkdir -p "$(dirname "$out")"
new=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$new"' EXIT
"$here/unpack-deb.sh" "$package" "$new/deb"

mkdir -p "$new/out/lib/modules"
mv "$new/deb/boot/vmlinuz-$release" "$new/out/vmlinuz"
mv "$new/deb/lib/modules/$release" "$new/out/lib/modules/"
if [[ ! -e $new/out/lib/modules/$release/modules.dep.bin ]]; then
	PATH=$PATH:/usr/sbin:/sbin depmod -b "$new/out" "$release"
fi
echo "$release" >"$new/out/release"

rm -rf "$out"
mv "$new/out" "$out"
