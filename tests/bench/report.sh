#!/bin/bash
# report.sh BUILD - run the benchmarks and print docs/benchmarks.md.
set -euo pipefail

(($# == 1)) || { echo "usage: report.sh BUILD" >&2; exit 2; }
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOALS=$work/goals

section() { # TITLE BENCHMARK - with its introduction from standard input
	printf '\n## %s\n\n' "$1"
	cat
	"$here/$2" "$build"
}

build=$1
{
	section Boot boot.sh <<'END'
The same boot (config disk, overlay root, one volume, static network, switch of root) three times: by
`/init`; by the floor, a program that makes only the system calls this very boot can't do without
(`tests/bench/floor.c`); by a shell with busybox's tools (`tests/bench/shell-init.sh`). Counted is what
the guest's processor works from the kernel's start of `/init` to the workload's first instruction,
with one instruction a nanosecond (`-icount`); the median of nine. Most of it is the kernel loading
modules. The profile after it is of one more boot each, its instructions counted one by one.

END
	section Supervision supervisor.sh <<'END'
`/init` and its peers as the reaper of the same guest, the peers in a PID namespace each. The orphans die
all at once; each signal is sent when the one before has arrived. Guest time, counted as above.

END
	section Shutdown shutdown.sh <<'END'
From the workload's last act to the end of the VMM, wall time, medians of nine. The floor syncs and powers
off; the shell unmounts what it can reach, and does the same. With much to write, /init's workload pays
for its cgroup, which the shell's hasn't: without it, both take the same time.

END
	section Sizes sizes.sh </dev/null
	section 'Config disks' disks.sh <<'END'
A disk for a config of half a kilobyte. Times are the shortest of 300.

END
} >"$work/sections"

cat <<'END'
# Benchmarks

`make bench` measures all of this and writes this page. Compare ratios, not numbers: peers are
measured in the same run on the same machine.

| held to | measured | at most | met |
|---|---|---|---|
END
cat "$GOALS" "$work/sections"
