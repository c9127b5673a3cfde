# shellcheck shell=bash
# report.sh - collect what went wrong in a case.
failures=()

# fail TEXT... - note a failure and go on: a case tells all that is wrong with it.
fail() { failures+=("$*"); }

# die TEXT... - the case itself can't be run.
die() {
	echo "$(basename "$0"): $*" >&2
	exit 2
}

# lines FILE - what a data file says, without comments and empty lines; nothing if there is no FILE.
lines() { [[ ! -e $1 ]] || sed -e '/^#/d' -e '/^[[:space:]]*$/d' "$1"; }
