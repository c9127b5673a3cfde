#!/bin/bash
# threat-model.sh - every test that docs/threat-model.md names is there: `PATH` or `PATH: TEXT`, PATH
# below tests/, TEXT somewhere in it. Every promise names one.
set -euo pipefail
cd "$(dirname "$0")/../.."
page=docs/threat-model.md
bad=0

# shellcheck disable=SC2016 # backquotes, of the page
while IFS= read -r reference; do
	path=tests/${reference%%: *}
	text=${reference#*: }
	if [[ ! -e $path ]]; then
		echo "$page: there is no $path"
		bad=1
	elif [[ $reference == *': '* ]] && ! grep -qF -e "$text" "$path"; then
		echo "$page: $path has no '$text'"
		bad=1
	fi
done < <(grep -oE '`(boot|config|fault|fuzz|host|net|unit)/[^`]+`' "$page" | tr -d '`')

promises=$(sed -n '/^## What is promised/,/^## /p' "$page" | grep '^|' | tail -n +3)
# shellcheck disable=SC2016 # backquotes, of the page
if grep -vE '`[^`]+` \|$' <<<"$promises"; then
	echo "$page: a promise without a test"
	bad=1
fi
exit "$bad"
