#!/bin/bash
# boot.sh BUILD [RUNS] - what a guest works from the kernel's start of /init to the workload's first
# instruction, for /init, for the floor and for a shell, under QEMU's -icount: one instruction is one
# nanosecond. Prints a Markdown table of medians.
set -euo pipefail

(($# >= 1)) || { echo "usage: boot.sh BUILD [RUNS]" >&2; exit 2; }
build=$1
runs=${2:-9}
# shellcheck source=tests/bench/guests.sh
source "$(dirname "$0")/guests.sh"

one_boot() { # KIND [QEMU OPTION...] - prints the line that the workload prints
	boot_kind "$1" "$work/empty.ext4" '' -m 256 -icount shift=0,sleep=off "${@:2}" |
		tr -d '\r' | grep '^arrived ' ||
		{ echo "boot.sh: no workload with $1" >&2; exit 1; }
}

entry() { readelf -h "$1" | sed -n 's/.*Entry point address: *//p'; } # PROGRAM

declare -A programs=([init]=$build/init [floor]=$build/bench/floor [shell]=$busybox)
profile() { # KIND - $work/KIND.counts
	local from until
	from=$(entry "${programs[$1]}")
	until=$(entry "$build/bench/arrive")
	one_boot "$1" -plugin "file=$build/bench/count_instructions.so,from=$from,until=$until,out=$work/$1.counts" \
		>/dev/null
}
counted() { sed -n "s/^$2 //p" "$work/$1.counts"; } # KIND user|kernel

# The functions of /init with the most instructions of its own: "COUNT NAME" a line.
busiest_functions() {
	local address name type line
	{
		nm "$build/init.debug" | while read -r address type name; do
			[[ $type != [tT] ]] || echo "$address $name"
		done
		while read -r line address count; do
			[[ $line != at ]] || printf '%016x at %d\n' "0x$address" "$count"
		done <"$work/init.counts"
	} | sort | awk '$2 == "at" { sum[name] += $3; next } { name = $2 }
		END { for (name in sum) print sum[name], name }' | sort -rn | head -n 12
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
goal "the boot's instructions, against the floor's" "$(divide "${worked[init]}" "${worked[floor]}")" 1.3
goal "what the boot does beyond the floor, against the shell" "$own" 0.1
goal "PID 1's memory at the workload's start, KiB" "$(median_of init rss_kib)" 600
echo
echo "Of the last of /init's boots, phase by phase, waiting for disks included:"
echo
echo "| phase | µs |"
echo "|---|---|"
jq -r '.phases[] | "| \(.name) | \(.end_us - .start_us) |"' "$work/record.json"

echo
echo "Instructions from /init's first to the workload's first, in thousands:"
echo
echo "| /init | in user space | in the kernel | in user space, of all |"
echo "|---|---|---|---|"
for kind in init floor shell; do
	profile "$kind"
	in_user=$(counted "$kind" user)
	in_kernel=$(counted "$kind" kernel)
	printf '| %s | %s | %s | %s %% |\n' "$kind" $((in_user / 1000)) $((in_kernel / 1000)) \
		"$(divide $((100 * in_user)) $((in_user + in_kernel)))"
done
echo
echo "And where /init's are, in user space:"
echo
echo "| function | thousand instructions |"
echo "|---|---|"
busiest_functions | while read -r count name; do
	echo "| $name | $(divide "$count" 1000) |"
done
