#!/bin/bash
# layers.sh - hold the arrows between the folders: who may include whom. See docs/architecture.md.
set -euo pipefail
cd "$(dirname "$0")/../.."

# FOLDER: the folders whose headers its files may include, as extended regular expressions.
rules=(
	'common: common/'
	'guest-init/sys: common/ guest-init/sys/'
	'guest-init/phases: common/ guest-init/[a-z_]+\.h guest-init/sys/'
	'guest-init/supervise: common/ guest-init/[a-z_]+\.h guest-init/sys/ guest-init/supervise/'
	'guest-init: common/ guest-init/[a-z_]+\.h guest-init/sys/ guest-init/supervise/'
	'host-tools/lib: common/ host-tools/lib/'
	'host-tools/mkconfigdisk: common/ host-tools/lib/ host-tools/mkconfigdisk/'
	'host-tools/mkguestinitrd: common/ host-tools/lib/ host-tools/mkguestinitrd/'
	'host-tools/vmdef: common/ host-tools/lib/ host-tools/vmdef/'
	'host-tools/vmrun: common/ host-tools/lib/ host-tools/vmrun/'
)
# What sys/ must not know: it is mechanism, and the config is policy.
policy='"common/(vmconfig|vmconfig_rules|checks|end_record|field)\.h"'

bad=0
while IFS= read -r folder; do
	[[ " ${rules[*]%%:*} " == *" $folder "* ]] || { echo "$folder: no rule for it"; bad=1; }
done < <(find common guest-init host-tools -name '*.[ch]' -printf '%h\n' | sort -u)
for rule in "${rules[@]}"; do
	folder=${rule%%:*}
	read -ra allowed <<<"${rule#*:}"
	pattern=$(IFS='|' && echo "${allowed[*]}")
	for file in "$folder"/*.[ch]; do
		while IFS= read -r line; do
			echo "$file:$line: not an include that this folder may have"
			bad=1
		done < <(grep -nE '^#include "' "$file" | grep -vE "\"($pattern)" || true)
	done
done
if grep -nE "^#include $policy" guest-init/sys/*.[ch]; then
	echo "guest-init/sys must not know the config"
	bad=1
fi
exit "$bad"
