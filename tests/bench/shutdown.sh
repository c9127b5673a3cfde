#!/bin/bash
# shutdown.sh BUILD [RUNS] - the time from the workload's last act to the end of the VMM, with nothing and
# with much that was not written yet. Medians of wall time. Prints a Markdown table.
set -euo pipefail

(($# >= 1)) || { echo "usage: shutdown.sh BUILD [RUNS]" >&2; exit 2; }
build=$1
runs=${2:-9}
# shellcheck source=tests/bench/guests.sh
source "$(dirname "$0")/guests.sh"
"$top/rootfs/mkext4.sh" "$work/empty" "$work/volume.ext4" 384M

# In microseconds; the console ends with the VMM.
one_end() { # KIND MIB
	boot_kind "$1" "$work/volume.ext4" "arrive.write=$2" -m 1024 | {
		left=
		while read -r line; do
			[[ $line != 'arrived '* ]] || left=${EPOCHREALTIME/./}
		done
		[[ $left ]] || { echo "shutdown.sh: no workload with $1" >&2; exit 1; }
		echo "$((${EPOCHREALTIME/./} - left)) $(is_clean)"
	}
}

is_clean() {
	local disk
	for disk in "$work/vdb" "$work/vdd"; do
		! dumpe2fs -h "$disk" 2>/dev/null | grep -q needs_recovery || { echo no; return; }
	done
	echo yes
}

echo "| /init | nothing to write | against the shell | 256 MiB to write | against the shell | disks left clean |"
echo "|---|---|---|---|---|---|"
declare -A took clean
for kind in shell floor init; do
	for mib in 0 256; do
		for ((i = 0; i < runs; i++)); do one_end "$kind" "$mib"; done >"$work/ends"
		took[$kind$mib]=$(median <"$work/ends")
		clean[$kind]=$(awk '{ print $2 }' "$work/ends" | sort | head -n 1)
	done
done
for kind in init floor shell; do
	printf '| %s | %s ms | %s | %s ms | %s | %s |\n' "$kind" \
		"$((took[${kind}0] / 1000))" "$(divide "${took[${kind}0]}" "${took[shell0]}")" \
		"$((took[${kind}256] / 1000))" "$(divide "${took[${kind}256]}" "${took[shell256]}")" "${clean[$kind]}"
done
