#!/bin/bash
# mkext4.sh TREE OUT SIZE [MKE2FS OPTION...] - an ext4 image of a tree, all of it owned by root,
# whoever makes it. SIZE as mke2fs takes it (16M).
set -euo pipefail

(($# >= 3)) || { echo "usage: mkext4.sh TREE OUT SIZE [MKE2FS OPTION...]" >&2; exit 2; }
tree=$1
out=$2
size=$3
shift 3
PATH=$PATH:/usr/sbin:/sbin

mkdir -p "$(dirname "$out")"
new=$(mktemp "$out.XXXXXX")
trap 'rm -f "$new"' EXIT

mke2fs -q -F -t ext4 -d "$tree" "$@" "$new" "$size"
# mke2fs takes the owners from the tree: those of whoever unpacked it.
if ((EUID != 0)); then
	find "$tree" -mindepth 1 -printf 'sif "/%P" uid 0\nsif "/%P" gid 0\n' |
		debugfs -w -f - "$new" >/dev/null 2>&1
fi
chmod 0644 "$new"
mv "$new" "$out"
trap - EXIT
