#!/bin/bash
# disks.sh BUILD - what a config disk costs, against other makers of small disks. Prints Markdown.
# Instructions are valgrind's count; times are hyperfine's shortest, on a filesystem
# in memory: what it takes when nothing else runs.
set -euo pipefail

(($# == 1)) || { echo "usage: disks.sh BUILD" >&2; exit 2; }
tool=$1/bin/mkconfigdisk
spec=$(dirname "$0")/spec.json
work=$(mktemp -d -p /dev/shm)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/bench/goals.sh
source "$(dirname "$0")/goals.sh"
mkdir "$work/dir"
cp "$spec" "$work/dir/config.json"

declare -A commands=(
	[mkconfigdisk]="$tool $spec $work/a.img"
	[mke2fs -d]="mke2fs -q -F -t ext4 -O ^has_journal -d $work/dir $work/b.img 256k"
	[genext2fs]="genext2fs -q -b 256 -d $work/dir $work/c.img"
	[genisoimage]="genisoimage -quiet -V vmconfig -o $work/d.img $work/dir"
)
order=(mkconfigdisk 'mke2fs -d' genext2fs genisoimage)

instructions() { # COMMAND - in thousands
	local -a words
	read -ra words <<<"$1"
	valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null "${words[@]}" 2>&1 |
		sed -n 's/.*I *refs: *//p' | tr -d , | awk '{ print int($1 / 1000) }'
}

microseconds() { # COMMAND
	hyperfine -N -w 20 -r 300 --style none --export-json "$work/time.json" "$1" >/dev/null
	jq '.results[0].min * 1e6 | floor' "$work/time.json"
}

echo "| maker | thousand instructions | against mkconfigdisk | time | against mkconfigdisk |"
echo "|---|---|---|---|---|"
best_count=0 best_time=0
for name in "${order[@]}"; do
	count=$(instructions "${commands[$name]}")
	time=$(microseconds "${commands[$name]}")
	if [[ $name == mkconfigdisk ]]; then
		own_count=$count own_time=$time
	else
		((best_count && best_count < count)) || best_count=$count
		((best_time && best_time < time)) || best_time=$time
	fi
	echo "| $name | $count | $(divide "$count" "$own_count") | $time µs | $(divide "$time" "$own_time") |"
done
goal "a config disk's instructions, against the best other maker" "$(divide "$own_count" "$best_count")" 0.5
goal "a config disk's time, against the best other maker" "$(divide "$own_time" "$best_time")" 0.5

echo
echo "| config | thousand instructions |"
echo "|---|---|"
for size in 1024 65536 1048576 8000000; do
	head -c "$size" /dev/zero | tr '\0' x |
		jq -R --slurpfile spec "$spec" '$spec[0] + {"x-fill": .}' >"$work/large.json"
	count=$(instructions "$tool $work/large.json $work/l.img")
	echo "| $(($(stat -c %s "$work/large.json") / 1024)) KiB | $count |"
done

echo
echo "| writers at a time | time a disk |"
echo "|---|---|"
for writers in 1 4 16 64; do
	start=$(date +%s%N)
	for ((i = 0; i < 256; i++)); do echo "$work/w$((i % writers)).img"; done |
		xargs -P "$writers" -n 1 "$tool" "$spec"
	echo "| $writers | $((($(date +%s%N) - start) / 256000)) µs |"
done
