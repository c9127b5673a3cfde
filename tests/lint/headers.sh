#!/bin/bash
# headers.sh FOLDER... - compile each header alone: it includes what it needs.
# The compiler is $CC, with $CPPFLAGS.
set -euo pipefail
cd "$(dirname "$0")/../.."
read -ra flags <<<"${CPPFLAGS:-}"
bad=0
while IFS= read -r header; do
	"$CC" "${flags[@]}" -std=gnu17 -Wall -Wextra -Werror -fsyntax-only -include "$header" \
		-x c /dev/null || { echo "$header doesn't compile alone"; bad=1; }
done < <(find "$@" -name '*.h')
exit "$bad"
