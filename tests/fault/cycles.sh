#!/bin/bash
# cycles.sh BUILD COUNT - boot and stop COUNT times on one volume, which is written without a sync: it is
# clean after each stop, and no boot replays its journal.
set -euo pipefail
(($# == 2)) || { echo "usage: cycles.sh BUILD COUNT" >&2; exit 2; }
build=$1
count=$2
test="$count boots and stops"
# shellcheck source=tests/fault/guest.sh
source "$(dirname "$0")/guest.sh"

check_clean() { # BOOT
	dumpe2fs -h "$work/volume.img" >"$work/super" 2>/dev/null
	grep -q '^Filesystem state: *clean$' "$work/super" || bad "boot $1: the volume isn't clean"
	! grep -q needs_recovery "$work/super" || bad "boot $1: the volume's journal isn't empty"
}

make_volume 16M
# shellcheck disable=SC2016 # for the guest's shell
make_guest 'echo boot >>/mnt/log; rm -rf /mnt/d; mkdir /mnt/d; probe write /mnt/d/f 200000 nosync
	n=$(dmesg | grep -c recovery); echo "recoveries $n"; echo "boots $(wc -l </mnt/log)"'
for ((i = 1; i <= count; i++)); do
	run_guest 128 || bad "boot $i ended badly"
	check_clean "$i"
	(($(last_number boots) == i)) || bad "boot $i: what was written before isn't there"
	grep -aq '^recoveries 0' "$work/console" || bad "boot $i: the kernel replayed the journal"
done
e2fsck -fn "$work/volume.img" >"$work/qemu" 2>&1 || bad "the volume is damaged"
echo "ok fault $test: clean each time, no journal was replayed"
