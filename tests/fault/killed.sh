#!/bin/bash
# killed.sh BUILD COUNT [SEED] - kill QEMU COUNT times at random moments while the guest writes to a
# volume. It always boots again, and what had been synced is there.
# The volume is a qcow2 image with small clusters: QEMU keeps what it knows of new ones to itself until
# the guest flushes, so that being killed loses unflushed writes, as a power cut does.
set -euo pipefail
(($# >= 2)) || { echo "usage: killed.sh BUILD COUNT [SEED]" >&2; exit 2; }
build=$1
count=$2
seed=${3:-1}
test="killed $count times (seed $seed)"
# shellcheck source=tests/fault/guest.sh
source "$(dirname "$0")/guest.sh"
RANDOM=$seed

# killed_boot - boot, and kill QEMU up to half a second after something was acknowledged.
killed_boot() {
	local status=0
	: >"$work/console"
	rm -f "$work/pid"
	run_guest 128 -pidfile "$work/pid" &
	while kill -0 $! 2>/dev/null && (($(last_number acknowledged) == 0)); do
		sleep 0.05
	done
	sleep "0.$(printf %03d $((RANDOM % 500)))"
	[[ ! -e $work/pid ]] || kill -KILL "$(<"$work/pid")" 2>/dev/null || true
	wait $! || status=$?
	((status == 128 + 9)) || bad "QEMU ended by itself ($status)"
}

check_found() { # BOOT
	local found
	grep -aq '^found ' "$work/console" || bad "boot $1: didn't come to look at the volume"
	found=$(last_number found)
	((found >= acknowledged)) || bad "boot $1: $acknowledged writes were acknowledged, $found are there"
}

make_volume 16M
qemu-img convert -O qcow2 -o cluster_size=4096 "$work/volume.img" "$work/volume.qcow2"
volume="file=$work/volume.qcow2,format=qcow2,cache=writeback"
make_guest 'dmesg | grep -o "recovery complete"; exec probe acknowledge /mnt 1000000'
acknowledged=0
recovered=0
for ((i = 1; i <= count; i++)); do
	killed_boot
	check_found "$i"
	now=$(last_number acknowledged)
	((now > acknowledged)) || bad "boot $i: nothing was acknowledged"
	acknowledged=$now
	recovered=$((recovered + $(grep -ac '^recovery complete' "$work/console" || true)))
done

make_guest 'exec probe acknowledge /mnt 0'
run_guest 128 || bad "the last boot ended badly"
check_found last
qemu-img convert -O raw "$work/volume.qcow2" "$work/volume.img"
e2fsck -fn "$work/volume.img" >"$work/qemu" 2>&1 || bad "the volume is damaged"
((count < 2 || recovered > 0)) || bad "no boot had to replay the journal: nothing was in flight"
echo "ok fault $test: $acknowledged writes acknowledged, all there; $recovered times from the journal"
