# host.bash - what the tests of the host tools share. Tests tagged `delivered` look at how a tool is
# built or at its system calls: they are not for a tool under valgrind or a sanitizer. Those tagged
# `guests` boot some, and wait for them; those tagged `streams` close descriptors, which valgrind then uses;
# those tagged `many` start a tool hundreds of times, which takes valgrind too long.
PATH=$PATH:/usr/sbin:/sbin
# shellcheck disable=SC2034 # read by the tests
DATA=$BATS_TEST_DIRNAME/../data
# shellcheck disable=SC2034 # read by the tests
BUILD=${BUILD:-$BATS_TEST_DIRNAME/../../build}
# shellcheck disable=SC2034 # as they are delivered, or built or run in another way
BIN=${BIN:-$BUILD/bin}

bats_require_minimum_version 1.5.0

# Whoever runs the tests may use another shell, which script(1) would start, speak another language, or
# build a package as of another time. A test that is about these sets them itself.
export SHELL=/bin/sh LC_ALL=C.UTF-8
unset SOURCE_DATE_EPOCH

# A scratch directory as working directory, where only the test puts files; bats removes it.
enter_scratch() {
	mkdir "$BATS_TEST_TMPDIR/scratch"
	cd "$BATS_TEST_TMPDIR/scratch" || return
}

# Print a valid spec of exactly SIZE bytes.
spec_of_size() {
	local head='{"cmd":["a"],"x-a":"' tail='"}' n
	n=$(($1 - ${#head} - ${#tail}))
	printf '%s' "$head"
	head -c "$n" /dev/zero | tr '\0' v
	printf '%s' "$tail"
}

# wait_until COMMAND - until it is true; a minute at the most.
wait_until() {
	local n
	for ((n = 0; n < 600; n++)); do
		! "$@" || return 0
		sleep 0.1
	done
	return 1
}

# says TEXT FILE - wait until a guest has said it.
says() {
	wait_until grep -qF -e "$1" "$2"
}

# Fail unless the working directory holds exactly the names given (nothing was left behind).
only_here() {
	diff <(printf '%s\n' "$@" | sort) <(ls -A | sort)
}

# Run a command in mount and user namespaces of its own, where it may mount a tmpfs.
in_namespace() {
	if [ "$(id -u)" = 0 ]; then
		unshare -m "$@"
	else
		unshare -rm "$@"
	fi
}

# Write TEXT over the disk's /status, as the guest does: raw, where debugfs says it is.
write_status() {
	local image=$1 text=$2 block
	block=$(debugfs -R 'blocks /status' "$image" 2>/dev/null | awk '{print $1}')
	printf '%b' "$text" | dd of="$image" bs=1024 seek="$block" conv=notrunc status=none
}
