#!/bin/bash
# run-all.sh BUILD [CASE...] - boot all cases, two at a time (JOBS says otherwise), as TAP.
set -euo pipefail

(($# >= 1)) || { echo "usage: run-all.sh BUILD [CASE...]" >&2; exit 2; }
export build=$1
export here
here=$(dirname "$0")
shift
(($#)) || set -- "$here"/cases/*/
results=$(mktemp)
trap 'rm -f "$results"' EXIT

one_case() {
	local name start=$SECONDS output
	name=$(basename "$1")
	if output=$("$here/run-case.sh" "$build" "$1" 2>&1); then
		echo "ok boot $name ($((SECONDS - start)) s)"
	else
		printf 'not ok boot %s\n# %s\n' "$name" "${output//$'\n'/$'\n# '}"
	fi
}
export -f one_case

echo "1..$#"
# shellcheck disable=SC2016 # for the shell that xargs starts
printf '%s\0' "$@" | xargs -0 -n 1 -P "${JOBS:-2}" bash -c 'one_case "$1"' one_case | tee "$results"
passed=$(grep -c '^ok ' "$results" || true)
echo "# boot: $passed of $# cases passed"
((passed == $#))
