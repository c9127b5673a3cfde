#!/bin/bash
# unpack-deb.sh PACKAGE DIR [PATTERN...] - unpack a package of the distribution into DIR, without
# installing it: all of it, or what matches ("./boot/vmlinuz-*"; a '*' matches no '/').
# The download is kept in a cache; apt checks its hash each time, and fetches it when it is stale.
set -euo pipefail

(($# >= 2)) || { echo "usage: unpack-deb.sh PACKAGE DIR [PATTERN...]" >&2; exit 2; }
package=$1
dir=$2
shift 2
cache=${XDG_CACHE_HOME:-~/.cache}/guest-init/debs

version=$(apt-cache show --no-all-versions "$package" | sed -n 's/^Version: //p')
arch=$(apt-config dump --format '%v' APT::Architecture)
mkdir -p "$cache" "$dir"
exec 9<"$cache"
flock 9
# apt's own user can't write into the cache of root.
(cd "$cache" && apt-get -qq -o APT::Sandbox::User=root download "$package")
for deb in "$cache/${package}_${version//:/%3a}_"{"$arch",all}.deb; do
	if [[ -e $deb ]]; then
		dpkg-deb --fsys-tarfile "$deb" |
			tar -x -p -C "$dir" --wildcards --no-wildcards-match-slash "$@"
		exit
	fi
done
echo "unpack-deb.sh: apt didn't download $package $version" >&2
exit 1
