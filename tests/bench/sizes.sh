#!/bin/bash
# sizes.sh BUILD - how large the pieces are. Prints a Markdown table.
set -euo pipefail

(($# == 1)) || { echo "usage: sizes.sh BUILD" >&2; exit 2; }
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
modules=$build/kernel/lib/modules/$(<"$build/kernel/release")

row() { # NAME FILE
	echo "| $1 | $(($(stat -c %s "$2") / 1024)) KiB | $(($(gzip -9 <"$2" | wc -c) / 1024)) KiB |"
}
"$build/bin/mkguestinitrd" --init "$build/init" "$work/bare.img"
"$build/bin/mkguestinitrd" --init "$build/init" --modules "$modules" "$work/modules.img"
echo "| piece | size | gzipped |"
echo "|---|---|---|"
row /init "$build/init"
row "initrd without modules" "$work/bare.img"
row "initrd with the default modules of $(<"$build/kernel/release")" "$work/modules.img"
