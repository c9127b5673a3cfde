#!/bin/bash
# run.sh BUILD SECONDS SEED TARGET... - fuzz the targets, two at a time, for SECONDS in all.
#
# A target first runs what it has failed on before (regressions/TARGET/), then its seeds, then what
# libFuzzer makes of them. What is new is kept in BUILD/fuzz/found/TARGET for the next run; an input
# that fails, as BUILD/fuzz/TARGET-….
set -euo pipefail
build=$1 seconds=$2 seed=$3
shift 3
tests=$(dirname "$0")
parallel=$(($# < 2 ? $# : 2))
each=$((seconds * parallel / $#))
((each > 0)) || each=1

# The largest input in bytes; where the format has a limit or needs more, other than 4 KiB.
declare -A max_len=([config_disk]=1024 [cmdline]=2048 [module_file]=1024)
declare -A dictionary=([json]=1 [spec]=1 [round_trip]=1 [oci]=1 [vmdef]=1 [end_record]=1)

run_kept() { # TARGET
	local kept="$tests/regressions/$1"

	[[ ! -d $kept ]] || "$build/fuzz/fuzz_$1" -timeout=10 "$kept"/*
}

run_new() { # TARGET
	local found="$build/fuzz/found/$1" dir
	local -a dirs=("$found") options=()

	mkdir -p "$found"
	for dir in "$build/fuzz/seeds/$1" "$tests/corpus/$1"; do
		[[ ! -d $dir ]] || dirs+=("$dir")
	done
	[[ ! -v dictionary[$1] ]] || options+=("-dict=$build/fuzz/json.dict")
	"$build/fuzz/fuzz_$1" -max_total_time="$each" -seed="$seed" -max_len="${max_len[$1]-4096}" \
		-timeout=10 -rss_limit_mb=1024 -detect_leaks=1 -print_final_stats=1 \
		-artifact_prefix="$build/fuzz/$1-" "${options[@]}" "${dirs[@]}"
}

run_one() { # TARGET
	local log="$build/fuzz/$1.log" runs covered

	if ! { run_kept "$1" && run_new "$1"; } >"$log" 2>&1; then
		tail -n 50 "$log" | sed 's/^/# /'
		echo "not ok fuzz $1"
		return 1
	fi
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	covered=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
	echo "# $1: $runs inputs, $covered edges"
	echo "ok fuzz $1"
}

echo "# seed $seed, $each s each, $parallel at a time"
failed=0
running=0
for target in "$@"; do
	if ((running == parallel)); then
		wait -n || failed=1
		running=$((running - 1))
	fi
	run_one "$target" &
	running=$((running + 1))
done
for (( ; running > 0; running--)); do
	wait -n || failed=1
done
exit "$failed"
