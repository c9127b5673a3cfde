#!/bin/bash
# memory.sh BUILD BELOW - find the least memory that a guest boots with, in MiB, and go BELOW steps of 1
# MiB further: it always ends by itself.
set -euo pipefail
(($# == 2)) || { echo "usage: memory.sh BUILD BELOW" >&2; exit 2; }
build=$1
below=$2
test="the least memory"
# shellcheck source=tests/fault/guest.sh
source "$(dirname "$0")/guest.sh"
boots=0
enough=128 # MiB; half of what the tests give most guests

# works MEMORY - whether the workload ran, and ended well. However little it is, the guest has to end,
# and to say something unless there wasn't even room for the kernel and the initrd.
works() {
	local status=0
	"$build/bin/mkconfigdisk" "$work/spec.json" "$work/config.img"
	run_guest "$1" || status=$?
	boots=$((boots + 1))
	((status != 124)) || bad "hangs with $1 MiB"
	"$build/bin/mkconfigdisk" --status "$work/config.img" >"$work/record" 2>/dev/null || true
	if grep -aq '^alive' "$work/console" &&
		jq -e '.state == "exited" and .exit_code == 0' "$work/record" >/dev/null; then
		return 0
	fi
	[[ ! -s $work/console ]] || grep -aqE 'Kernel panic|guest-init: ' "$work/console" ||
		bad "ends with $1 MiB, but doesn't say why"
	return 1
}

make_volume 4M
make_guest 'echo alive'
works "$enough" || bad "doesn't boot with $enough MiB"
too_little=16
while ((enough - too_little > 1)); do
	middle=$(((enough + too_little) / 2))
	if works "$middle"; then enough=$middle; else too_little=$middle; fi
done
for ((i = 1; i <= below; i++)); do
	works $((too_little - i)) || true
done
echo "ok fault $test: $enough MiB; with less, the guest ends by itself ($boots boots)"
