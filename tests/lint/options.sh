#!/bin/bash
# options.sh TOOL... - each tool's --help and its man page name the same options, with the same letters
# and arguments. TOOL: the program's path.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Lines "-s, --size SIZE[K|M]", out of --help or a formatted page.
option_lines() {
	sed -nE 's/^ +((-., )?--[a-z])/\1/; /^(-., )?--[a-z]/ { s/  +.*//; p }' | sort
}

bad=0
for tool in "$@"; do
	page=docs/${tool##*/}.1
	diff --label "$tool --help" --label "$page" <("$tool" --help | option_lines) \
		<(mandoc -T utf8 -O width=200 "$page" | col -bx | sed -n '/^OPTIONS/,/^[A-NP-Z]/p' |
			option_lines) || bad=1
done
exit "$bad"
