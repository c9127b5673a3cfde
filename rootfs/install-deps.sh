#!/bin/bash
# install-deps.sh SET - install the Debian packages of a set (build, demo, cross, check) that are missing.
#
# Each set includes those before it. Says in one line what it installs; where nothing is
# missing it prints nothing, asks for no rights and touches no network.
set -euo pipefail
export LC_ALL=C

# set     package              what for
package_table() {
	cat <<-'END'
	build     gcc                  compiles the host tools; musl-gcc drives it for /init
	build     libc6-dev            the host tools' C library
	build     make                 the build, and the configured one of util-linux
	build     musl-tools           musl-gcc: /init's C library
	build     linux-libc-dev       kernel headers, for /init and the static libraries
	build     libext2fs-dev        mkconfigdisk writes ext4 with it
	build     libcjson-dev         the JSON of the host tools
	build     libkmod-dev          mkguestinitrd orders kernel modules with it
	build     zlib1g-dev           mkguestinitrd: gzip
	build     libzstd-dev          mkguestinitrd: zstd
	build     liblz4-dev           mkguestinitrd: lz4
	build     libxml2-dev          vmdef: libvirt's XML
	build     liblzma-dev          mkguestinitrd: reads modules compressed with xz
	build     dpkg-dev             unpacks the sources of the static libraries

	demo      qemu-system-x86      the VMM of the demo and the boot tests
	demo      qemu-utils           qemu-img: disks in other formats than raw
	demo      busybox-static       the demo's root file system
	demo      e2fsprogs            mke2fs makes root and volume disks; debugfs, e2fsck are oracles
	demo      kmod                 depmod, for the unpacked kernel
	demo      cpio                 lists what mkguestinitrd packed

	cross     gcc-aarch64-linux-gnu  compiles /init for aarch64
	cross     qemu-system-arm      boots guests of aarch64

	check     bats                 runs the tests of the tools and of booting
	check     libcmocka-dev        unit tests
	check     libblkid-dev         unit tests of what /init does, built for the host
	check     libmount-dev         the same
	check     clang                a second compiler, and libFuzzer
	check     libclang-rt-14-dev   the sanitizers' and libFuzzer's run time
	check     clang-tidy           static analysis
	check     cppcheck             static analysis
	check     shellcheck           static analysis of the scripts
	check     valgrind             memory errors in the tools
	check     strace               system call order and fault injection
	check     jq                   a second JSON reader
	check     python3-jsonschema   an independent judge of the JSON Schema
	check     libxml2-utils        xmllint: a second reader of vmdef's XML
	check     libvirt-clients      virt-xml-validate, virsh
	check     libvirt-daemon       libvirtd: defines and boots vmdef's domain
	check     libvirt-daemon-driver-qemu  libvirtd's driver
	check     mandoc               checks the man pages
	check     erofs-utils          volumes of every file system /init mounts
	check     squashfs-tools       the same
	check     xfsprogs             the same
	check     btrfs-progs          the same
	check     dosfstools           the same
	check     xz-utils             modules compressed with it
	check     procps               the tests' process list
	check     bsdutils             script: a terminal for the tools
	check     bsdextrautils        col: man pages as plain text
	check     lz4                  unpacks what mkguestinitrd packed
	check     zstd                 the same
	check     iproute2             network namespaces
	check     mmdebstrap           makes the systemd root
	check     hyperfine            times of benchmarks
	check     genext2fs            a peer of mkconfigdisk
	check     genisoimage          the same
	END
}

die() {
	echo "install-deps: $*" >&2
	exit 1
}

packages_of() { # SET...
	local -a words=("$@")

	package_table | awk -v sets=" ${words[*]} " 'NF && index(sets, " " $1 " ") { print $2 }'
}

# Those of the packages that are not installed for this machine's own architecture.
missing_of() { # PACKAGE...
	local native

	native=$(dpkg --print-architecture)
	# It fails when it knows one of the names not at all; that one is then missing from its list.
	{ dpkg-query -W -f '${db:Status-Status} ${Architecture} ${Package}\n' "$@" 2>/dev/null || true; } |
		awk -v native="$native" -v wanted="$*" '
			$1 == "installed" && ($2 == native || $2 == "all") { have[$3] = 1 }
			END {
				n = split(wanted, names, " ")
				for (i = 1; i <= n; i++)
					if (!(names[i] in have))
						print names[i]
			}'
}

# Run a command as root, silent unless it fails: then the end of what it said, and $1.
as_root() { # MESSAGE COMMAND...
	local message=$1 log
	local -a run=()
	shift

	[[ $EUID -eq 0 ]] || run=(sudo)
	log=$(mktemp)
	if ! "${run[@]}" env LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@" </dev/null >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		rm -f "$log"
		die "$message"
	fi
	rm -f "$log"
}

install_packages() { # PACKAGE...
	[[ $EUID -eq 0 ]] || command -v sudo >/dev/null ||
		die "these Debian packages are missing, and installing them takes root or sudo: $*"
	command -v apt-get >/dev/null || die "no apt-get here; install these by other means: $*"
	# On a terminal sudo may have to ask; its question must not end up in the log.
	[[ $EUID -eq 0 ]] || sudo -v || die "sudo refused; these Debian packages are missing: $*"

	echo "install-deps: installing from Debian: $*"
	as_root "cannot update the package lists" apt-get -q update
	as_root "cannot install: $*" apt-get -q -y -o DPkg::Lock::Timeout=300 \
		install --no-install-recommends "$@"
}

main() {
	local -a sets wanted missing

	case ${1-} in
	build) sets=(build) ;;
	demo) sets=(build demo) ;;
	cross) sets=(build demo cross) ;;
	check) sets=(build demo cross check) ;;
	*) die "usage: rootfs/install-deps.sh build|demo|cross|check" ;;
	esac
	[[ $# -eq 1 ]] || die "one set at a time: each includes those before it"
	command -v dpkg-query >/dev/null ||
		die "not a Debian system; it takes, or their like: $(packages_of "${sets[@]}" | xargs)"

	mapfile -t wanted < <(packages_of "${sets[@]}")
	mapfile -t missing < <(missing_of "${wanted[@]}")
	[[ ${#missing[@]} -ne 0 ]] || return 0

	# One at a time: a parallel make may want two sets, and apt's own locks don't all wait.
	exec 9<"$0"
	flock 9
	mapfile -t missing < <(missing_of "${wanted[@]}")
	[[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}"
}

main "$@"
