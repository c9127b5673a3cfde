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
# shellcheck source=tests/bench/guests.sh
source "$here/guests.sh"

one_boot() { # KIND - prints the line that the workload prints
	boot_kind "$1" "$work/empty.ext4" '' -m 256 -icount shift=0,sleep=off |
		tr -d '\r' | grep '^arrived ' ||
		{ echo "boot.sh: no workload with $1" >&2; exit 1; }
}

median_of() { sed -n "s/.* $2=\([0-9]*\).*/\1/p" "$work/$1.lines" | median; } # KIND KEY

declare -A worked
for kind in start init floor shell; do
	for ((i = 0; i < runs; i++)); do one_boot "$kind"; done >"$work/$kind.lines"
	[[ $kind != init ]] || "$build/bin/mkconfigdisk" --status "$work/vdc" >"$work/record.json"
	worked[$kind]=$(($(median_of "$kind" run_ns) - ${worked[start]:-0}))
done

echo "| /init | million instructions to the workload | against the floor | PID 1's memory | memory left, against the floor |"
echo "|---|---|---|---|---|"
for kind in init floor shell; do
	printf '| %s | %s | %s | %s KiB | %s |\n' "$kind" "$(divide "${worked[$kind]}" 1000000)" \
		"$(divide "${worked[$kind]}" "${worked[floor]}")" "$(median_of "$kind" rss_kib)" \
		"$(divide "$(median_of "$kind" available_kib)" "$(median_of floor available_kib)")"
done
echo
own=$(divide $((worked[init] - worked[floor])) $((worked[shell] - worked[floor])))
echo "Beyond the floor, /init does $own of what the shell does."
echo
echo "Of the last of /init's boots, phase by phase, waiting for disks included:"
echo
echo "| phase | µs |"
echo "|---|---|"
jq -r '.phases[] | "| \(.name) | \(.end_us - .start_us) |"' "$work/record.json"
