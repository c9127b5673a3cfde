# shellcheck shell=bash
# goals.sh - what some of the figures are held to. report.sh has $GOALS for them; a benchmark that runs on
# its own needs none.

divide() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# goal WHAT VALUE MOST - a row of the page's first table.
goal() {
	local met
	met=$(awk -v value="$2" -v most="$3" 'BEGIN { print value <= most ? "yes" : "**no**" }')
	echo "| $1 | $2 | $3 | $met |" >>"${GOALS:-/dev/null}"
}
