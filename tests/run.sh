#!/bin/bash
# run.sh SUITE... - run suites, each `make check-SUITE`, show what they print, and count.
# Results are TAP lines ("ok …", "not ok …"). A suite that fails without such a line counts as one
# failure, and so does one that tests nothing, or skips. The last line is "N passed, N failed".
set -euo pipefail
passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for suite in "$@"; do
	echo "# $suite"
	status=0
	start=$SECONDS
	make --no-print-directory "check-$suite" 2>&1 | tee "$log" || status=$?
	ok=$(grep -cE '^ok ' "$log" || true)
	not_ok=$(grep -cE '^not ok ' "$log" || true)
	echo "# $suite took $((SECONDS - start)) s"
	skipped=$(grep -ciE '^ok .*# skip' "$log" || true)
	((status == 0 && ok > 0)) || ((not_ok > 0)) || not_ok=1
	passed=$((passed + ok - skipped))
	failed=$((failed + not_ok + skipped))
done
echo "$passed passed, $failed failed"
((failed == 0))
