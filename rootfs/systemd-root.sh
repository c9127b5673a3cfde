#!/bin/bash
# systemd-root.sh OUT.ext4 ifupdown|resolved - a Debian bookworm root whose init is systemd, made by
# mmdebstrap from the mirrors that apt has here. Takes root. What was made is kept in a cache, until
# this script or Debian's systemd changes.
set -euo pipefail

usage() {
	echo "usage: systemd-root.sh OUT.ext4 ifupdown|resolved" >&2
	exit 2
}

(($# == 2)) || usage
out=$1
packages=(systemd-sysv udev dbus procps libpam-systemd iproute2)
enable=() # units that Debian leaves off
case $2 in
ifupdown) packages+=(ifupdown) ;;
resolved)
	packages+=(systemd-resolved)
	enable+=(systemd-networkd.service)
	;;
*) usage ;;
esac
here=$(dirname "$0")
cache=${XDG_CACHE_HOME:-~/.cache}/guest-init

die() {
	echo "systemd-root.sh: $*" >&2
	exit 1
}

# shellcheck disable=SC2016 # apt's variables
sources() { # those of bookworm itself, its updates and its security updates
	apt-get indextargets --format '$(CODENAME) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' 'Origin: Debian' | sed -n 's/^bookworm[a-z-]* deb/deb/p' | sort -u
}

make_tree() { # DIR
	# Documents and translations are of no use here.
	sources | mmdebstrap --quiet --mode=root --variant=essential --format=directory \
		--include="${packages[*]}" \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
		bookworm "$1" -
	# mmdebstrap leaves this machine's own there, over a link of systemd-resolved as well.
	rm -f "$1/etc/hostname"
	[[ -L $1/etc/resolv.conf ]] || rm -f "$1/etc/resolv.conf"
	((${#enable[@]} == 0)) || systemctl --quiet --root="$1" enable "${enable[@]}"
}

((EUID == 0)) || die "takes root: packages of the new root run their scripts in it"
[[ -n $(sources) ]] || die "apt has no sources of Debian bookworm here (apt-get update?)"
version=$(apt-cache madison systemd | sort -t '|' -k 2 -V | tail -n 1)
key=$({ echo "$2 $version"; cat "$0"; } | sha256sum | cut -c 1-16)
image=$cache/systemd-root-$key.ext4

mkdir -p "$cache" "$(dirname "$out")"
exec 9<"$cache"
flock 9
if [[ ! -e $image ]]; then
	work=$(mktemp -d)
	trap 'rm -rf --one-file-system "$work"' EXIT
	make_tree "$work/root"
	# A lower layer is never written to: no journal.
	"$here/mkext4.sh" "$work/root" "$image" 256M -O ^has_journal -m 0 -L systemd-root
fi
cp --sparse=always "$image" "$out"
