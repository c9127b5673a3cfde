#!/bin/bash
# static-libs.sh OUTDIR [SYSROOT] - build libmount, libblkid and libcjson, static, against musl; libcjson for
# the host's own C library, too. With a SYSROOT of sysroot.sh: for its architecture, and none for the host.
#
# Debian ships none of them in that form. The sources are the distribution's own, at its version
# with its security fixes: fetched with apt, which verifies them, through a private sources list
# and private package lists, so that neither root nor a change of the machine is needed.
#
# OUTDIR then holds include/ (the libraries' headers and links to the kernel's), lib/*.a, host/*.a, licenses/,
# versions ("name version licence", of all that is linked into /init) and stamp. It appears as a
# whole or not at all. Results are kept in ~/.cache/guest-init, by version: a second build needs no
# network. Nothing depends on that cache; it may be removed at any time.
set -euo pipefail
export LC_ALL=C
umask 022

CC=musl-gcc
sysroot=
# /init's own flags (guest-init/guest-init.mk): small, and only what is used gets linked.
readonly CFLAGS="-Os -g0 -ffunction-sections -fdata-sections -fno-pie -fstack-protector-strong \
	-fno-asynchronous-unwind-tables -fno-unwind-tables"
# The flags of the host tools (host-tools/host-tools.mk).
readonly HOST_CFLAGS="-O2 -g0 -fPIE -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE=2"

die() {
	echo "static-libs: $*" >&2
	exit 1
}

# ---- versions and the cache ---------------------------------------------------------------------

# The source version of the binary package that this machine has or would install.
source_version() { # PACKAGE
	apt-cache show --no-all-versions "$1" 2>/dev/null | awk '
		$1 == "Version:" { version = $2; sub(/\+b[0-9]+$/, "", version) }
		$1 == "Source:" && NF > 2 { source = $3; gsub(/[()]/, "", source) }
		END { print source ? source : version }'
}

binary_version() { # PACKAGE
	# shellcheck disable=SC2016 # dpkg-query's own variable
	if [[ -z $sysroot ]]; then
		dpkg-query -W -f '${Version}' "$1"
	else
		apt-cache show --no-all-versions "$1" | sed -n 's/^Version: //p'
	fi
}

# A name for what comes out: the sources, the tools and this script decide it.
cache_entry() { # UTIL_LINUX_VERSION CJSON_VERSION
	local dir=${XDG_CACHE_HOME:-~/.cache}/guest-init hash

	[[ $dir == /?* && -n $1 && -n $2 ]] || return 0
	hash=$({
		cat "$0"
		gcc -dumpmachine
		$CC --version
		binary_version musl-dev
		binary_version linux-libc-dev
	} | sha256sum | cut -c 1-16)
	echo "$dir/static-libs-$1-$2-$hash"
}

sums_of() { # DIR
	(cd "$1" && find . -type f -exec sha256sum {} +)
}

# Put a kept result in place. Fails when there is none, or one that isn't what was stored.
restore() { # ENTRY STAGE
	[[ -n $1 && -f $1/sums ]] || return 1
	cp -R "$1/." "$2" && (cd "$2" && sha256sum --quiet --strict -c sums) >/dev/null 2>&1 &&
		rm "$2/sums" && return 0
	rm -rf "${2:?}"/* "$1"
	return 1
}

# Keep a result. A cache that cannot be written is no failure; of two writers the first wins.
keep() { # STAGE ENTRY
	local new

	[[ -n $2 ]] || return 0
	mkdir -p "${2%/*}" 2>/dev/null && new=$(mktemp -d "$2.XXXXXX" 2>/dev/null) || return 0
	if ! { cp -R "$1/." "$new" && sums_of "$1" >"$new/sums" && mv -T "$new" "$2"; } 2>/dev/null; then
		rm -rf "$new"
	fi
}

# ---- sources ------------------------------------------------------------------------------------

# The configured sources of this release, and of its updates and security fixes, as deb-src.
# Backports and other vendors' suites stay out: their versions are not the distribution's.
write_sources() { # DIR
	local etc files codename suite

	eval "$(apt-config shell etc Dir::Etc/d)"
	# shellcheck source=/dev/null
	codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
	suite="^($codename|(old)*stable)([-/](updates|security))?\$"

	shopt -s nullglob
	files=("$etc"sources.lis[t] "$etc"sources.list.d/*.list)
	# deb [options] uri suite component...
	awk -v suite="$suite" '
		{ sub(/#.*/, "") }
		($1 == "deb" || $1 == "deb-src") {
			at = 2
			if ($2 ~ /^\[/)
				while ($(at++) !~ /\]$/ && at <= NF)
					;
			$1 = "deb-src"
			if ($(at + 1) ~ suite && !seen[$0]++)
				print
		}' /dev/null "${files[@]}" >"$1/sources.list"

	# Stanzas of fields, a field going on in indented lines: an embedded key must stay as it is.
	files=("$etc"sources.list.d/*.sources)
	awk -v suite="$suite" '
		function flush() {
			if (suites != "" && enabled)
				print "Types: deb-src\nSuites:" suites "\n" rest
			suites = rest = ""
			enabled = 1
			field = ""
		}
		BEGIN { enabled = 1 }
		FNR == 1 { flush() }
		/^#/ { next }
		/^[ \t]*$/ { flush(); next }
		/^[^ \t]/ {
			field = tolower($1)
			sub(/:.*/, "", field)
			sub(/^[^:]*:/, field == "suites" || field == "enabled" ? "" : "&")
		}
		field == "types" { next }
		field == "enabled" { enabled = tolower($1) !~ /^(no|false|without|off|disable)$/; next }
		field == "suites" {
			for (i = 1; i <= NF; i++)
				if ($i ~ suite)
					suites = suites " " $i
			next
		}
		{ rest = rest $0 "\n" }
		END { flush() }' /dev/null "${files[@]}" >"$1/sources.list.d/guest-init.sources"

	[[ -s $1/sources.list || -s $1/sources.list.d/guest-init.sources ]] ||
		die "no package source of $codename is configured in ${etc}sources.list or ${etc}sources.list.d"
}

# Download and unpack the sources of util-linux and cjson under DIR/src.
fetch() { # DIR
	local -a apt=(
		-o Dir::Etc::sourcelist="$1/apt/sources.list"
		-o Dir::Etc::sourceparts="$1/apt/sources.list.d"
		-o Dir::State::Lists="$1/apt/lists"
		-o Dir::Cache="$1/apt/cache"
		-o Acquire::Languages=none
		-o Acquire::Retries=3
		# Temporary directories of ours are closed to apt's own download user.
		-o APT::Sandbox::User=root
		# Hooks of the machine are for its own lists, and may need root.
		-o APT::Update::Pre-Invoke=
		-o APT::Update::Post-Invoke=
		-o APT::Update::Post-Invoke-Success=
	)

	mkdir -p "$1"/apt/{sources.list.d,lists/partial,cache/archives/partial} "$1/src"
	write_sources "$1/apt"
	cat "$1/apt/sources.list" "$1"/apt/sources.list.d/*
	apt-get "${apt[@]}" -q --error-on=any update
	cd "$1/src"
	apt-get "${apt[@]}" -q --only-source source util-linux cjson
}

# ---- build --------------------------------------------------------------------------------------

# The kernel's headers beside musl's, which has none; glibc's stay out of sight.
link_kernel_headers() { # INCLUDE_DIR
	mkdir -p "$1"
	ln -s "$sysroot"/usr/include/{linux,asm-generic,mtd} \
		"$sysroot/usr/include/$("$CC" -print-multiarch)/asm" "$1"
}

# Only what /init needs is configured: no program, no localisation, no optional library.
build_util_linux() { # SOURCE_DIR STAGE
	cd "$1"
	# Debian's patches are newer than the files made by autotools, which would be made again.
	local -a no_autotools=(ACLOCAL=: AUTOCONF=: AUTOMAKE=: AUTOHEADER=:)

	./configure --build="$(gcc -dumpmachine)" --host="$("$CC" -dumpmachine)" \
		CC="$CC" CFLAGS="$CFLAGS -idirafter ../kernel" LDFLAGS="-static -no-pie" \
		--disable-dependency-tracking --disable-silent-rules \
		--disable-shared --enable-static --disable-nls --disable-asciidoc --disable-poman \
		--disable-all-programs --enable-libblkid --enable-libmount \
		--without-btrfs --without-selinux --without-systemd --without-udev --without-cryptsetup \
		--without-libz --without-libmagic --without-ncurses --without-ncursesw --without-tinfo \
		--without-readline --without-python --without-econf --without-cap-ng
	make -j"$(nproc)" "${no_autotools[@]}" libmount.la libblkid.la
	install -D -m 644 -t "$2/lib" .libs/libmount.a .libs/libblkid.a
	install -D -m 644 -t "$2/include/libmount" libmount/src/libmount.h
	install -D -m 644 -t "$2/include/blkid" libblkid/src/blkid.h
	install -D -m 644 debian/copyright "$2/licenses/util-linux"
	install -D -m 644 Documentation/licenses/COPYING.LGPL-2.1-or-later "$2/licenses/LGPL-2.1"
}

build_cjson() { # SOURCE_DIR STAGE
	cd "$1"
	# shellcheck disable=SC2086 # CFLAGS is a list
	"$CC" $CFLAGS -c cJSON.c -o cJSON.o
	"$("$CC" -print-prog-name=ar)" rcsD "$2/lib/libcjson.a" cJSON.o
	install -D -m 644 -t "$2/include/cjson" cJSON.h
	install -D -m 644 LICENSE "$2/licenses/cjson"
}

build_host_cjson() { # SOURCE_DIR STAGE
	cd "$1"
	mkdir "$2/host"
	# shellcheck disable=SC2086 # CFLAGS is a list
	gcc $HOST_CFLAGS -c cJSON.c -o host.o
	ar rcsD "$2/host/libcjson.a" host.o
}

unpacked_version() { # SOURCE_DIR
	dpkg-parsechangelog -l "$1/debian/changelog" -S Version
}

build() { # TMP STAGE
	fetch "$1"
	link_kernel_headers "$1/src/kernel"
	# In subshells, which keep their own working directory.
	(build_util_linux "$1"/src/util-linux-*/ "$2")
	(build_cjson "$1"/src/cjson-*/ "$2")
	[[ -n $sysroot ]] || (build_host_cjson "$1"/src/cjson-*/ "$2")
	install -D -m 644 "$sysroot"/usr/share/doc/musl-dev/copyright "$2/licenses/musl"
	cat >"$2/versions" <<-END
		musl $(binary_version musl-dev) MIT
		libmount $(unpacked_version "$1"/src/util-linux-*/) LGPL-2.1-or-later
		libblkid $(unpacked_version "$1"/src/util-linux-*/) LGPL-2.1-or-later
		libcjson $(unpacked_version "$1"/src/cjson-*/) MIT
	END
}

# ---- the whole ----------------------------------------------------------------------------------

# Swap the finished stage in, with links that are of this machine; make sees the time of stamp.
publish() { # STAGE OUTDIR
	chmod 755 "$1"
	link_kernel_headers "$1/include"
	touch "$1/stamp"
	rm -rf "$2"
	mv -T "$1" "$2"
}

version_in() { # STAGE NAME
	awk -v name="$2" '$1 == name { print $2 }' "$1/versions"
}

use_sysroot() { # SYSROOT
	sysroot=$1
	CC=$1/usr/bin/musl-gcc
	export APT_CONFIG=$1/apt.conf
}

main() {
	[[ $# -eq 1 || $# -eq 2 && -n $1 ]] || die "usage: rootfs/static-libs.sh OUTDIR [SYSROOT]"
	local out tmp stage entry

	mkdir -p "$(dirname "$1")"
	out=$(realpath -m "$1")
	[[ -z ${2-} ]] || use_sysroot "$(realpath "$2")"
	tmp=$(mktemp -d)
	stage=$(mktemp -d "$out.XXXXXX")
	# shellcheck disable=SC2064 # the names of now
	trap "rm -rf '$tmp' '$stage'" EXIT
	trap 'exit 130' INT TERM HUP

	entry=$(cache_entry "$(source_version libmount1)" "$(source_version libcjson1)")
	if restore "$entry" "$stage"; then
		publish "$stage" "$out"
		return
	fi

	echo "static-libs: building libmount, libblkid and libcjson from the distribution's sources"
	# A child of its own, since -e is off inside a condition.
	"$BASH" "$0" --build "$tmp" "$stage" "$sysroot" </dev/null >"$tmp/log" 2>&1 || {
		tail -n 30 "$tmp/log" >&2
		die "cannot build the static libraries; the end of the log is above"
	}
	keep "$stage" "$(cache_entry "$(version_in "$stage" libmount)" "$(version_in "$stage" libcjson)")"
	publish "$stage" "$out"
}

if [[ ${1-} == --build ]]; then
	[[ -z $4 ]] || use_sysroot "$4"
	build "$2" "$3"
else
	main "$@"
fi
