#!/bin/bash
# demo-root.sh OUT.ext4 [PROGRAM...] - a small root to boot: busybox with its applets, the usual
# names and directories, and the given static programs in /bin.
set -euo pipefail

(($# >= 1)) || { echo "usage: demo-root.sh OUT.ext4 [PROGRAM...]" >&2; exit 2; }
out=$1
shift
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
root=$work/root

mkdir -p "$root"/{bin,sbin,usr/bin,usr/sbin,etc,dev,proc,sys,run,mnt,var,home/app}
mkdir -m 0700 "$root/root"
mkdir -m 1777 "$root/tmp"
ln -s /run "$root/var/run"

"$here/unpack-deb.sh" busybox-static "$work/deb"
cp "$work/deb/bin/busybox" "$root/bin/"
# The applets by this machine's own: that of the root may be for another one.
busybox --list-full | while read -r applet; do
	[[ -e $root/$applet ]] || ln -s /bin/busybox "$root/$applet"
done
(($# == 0)) || install -m 0755 "$@" "$root/bin/"

cat >"$root/etc/passwd" <<'END'
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
app:x:1000:1000:app:/home/app:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/bin/false
END
cat >"$root/etc/group" <<'END'
root:x:0:
daemon:x:1:
staff:x:50:app
video:x:44:app,nobody
app:x:1000:
nogroup:x:65534:
END

# A lower layer is never written to: no journal.
"$here/mkext4.sh" "$root" "$out" 8M -O ^has_journal -m 0 -L demo-root
