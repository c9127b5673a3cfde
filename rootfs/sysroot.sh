#!/bin/bash
# sysroot.sh ARCH OUTDIR - what a build for another architecture (aarch64) takes of its Debian packages,
# of which none is installed: OUTDIR/usr has musl, with a musl-gcc that drives the cross compiler, and
# the kernel's headers. Whoever has APT_CONFIG=OUTDIR/apt.conf in the environment sees that
# architecture's packages: apt's lists of them are OUTDIR's own, the machine's stay as they are.
set -euo pipefail

usage() {
	echo "usage: sysroot.sh aarch64 OUTDIR" >&2
	exit 2
}

(($# == 2)) || usage
case $1 in
aarch64) arch=arm64 ;; # Debian's name for it
*) usage ;;
esac
here=$(dirname "$0")
out=$(realpath -m "$2")

rm -rf "$out"
mkdir -p "$out"/apt/{lists,cache/archives}/partial
cat >"$out/apt.conf" <<END
APT::Architecture "$arch";
APT::Architectures "$arch";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::State::Lists "$out/apt/lists";
Dir::State::Status "/dev/null";
Dir::Cache "$out/apt/cache";
END
export APT_CONFIG=$out/apt.conf
# Hooks of the machine are for its own lists, and may need root.
apt-get -qq --error-on=any -o APT::Update::Pre-Invoke= -o APT::Update::Post-Invoke= \
	-o APT::Update::Post-Invoke-Success= update
for package in musl-dev musl-tools linux-libc-dev; do
	"$here/unpack-deb.sh" "$package" "$out"
done
# The packages' own paths begin with /usr.
sed -i "s,/usr/,$out/usr/,g" "$out/usr/bin/musl-gcc" "$out"/usr/lib/*-musl/musl-gcc.specs
