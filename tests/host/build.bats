#!/usr/bin/env bats
# build.bats - what was built is what the README and the packages promise.
# bats file_tags=delivered
load host

INIT=$BUILD/init

elf() { readelf --wide "$@"; }

@test "/init is static, stripped and smaller than 400 KiB" {
	elf --program-headers "$INIT" >"$BATS_TEST_TMPDIR/segments"
	elf --sections "$INIT" >"$BATS_TEST_TMPDIR/sections"
	run ! grep -E 'INTERP|DYNAMIC' "$BATS_TEST_TMPDIR/segments"
	run ! grep -E 'symtab|debug' "$BATS_TEST_TMPDIR/sections"
	(($(stat -c %s "$INIT") < 400 * 1024))
}

# Without a capability it could do no harm if it did.
@test "/init refuses to run where it isn't PID 1 of an initramfs" {
	local -a harmless=()
	[ "$(id -u)" != 0 ] || harmless=(setpriv --bounding-set=-all --inh-caps=-all)
	run -1 "${harmless[@]}" "$INIT"
	[ "$output" = "init: runs only as PID 1 in an initramfs" ]
}

@test "an initrd without modules is at most 250 KB gzipped" {
	enter_scratch
	"$BIN/mkguestinitrd" --init "$INIT" --compress gzip out
	(($(stat -c %s out) <= 250 * 1000))
}

@test "/init: no executable stack, RELRO, stack protector" {
	elf --program-headers "$INIT" >"$BATS_TEST_TMPDIR/headers"
	grep -E 'GNU_STACK .* RW ' "$BATS_TEST_TMPDIR/headers"
	grep GNU_RELRO "$BATS_TEST_TMPDIR/headers"
	run ! grep -E 'LOAD .* RWE ' "$BATS_TEST_TMPDIR/headers"
	elf --symbols "$BUILD/guest/guest-init/log.o" >"$BATS_TEST_TMPDIR/symbols"
	grep 'UND __stack_chk_fail' "$BATS_TEST_TMPDIR/symbols"
}

@test "host tools: PIE, full RELRO, no executable stack, stack protector, FORTIFY" {
	local tool
	for tool in "$BIN"/*; do
		elf --headers --dynamic "$tool" >"$BATS_TEST_TMPDIR/headers"
		grep -E 'Type: +DYN ' "$BATS_TEST_TMPDIR/headers"
		grep -E 'FLAGS_1.*NOW.*PIE' "$BATS_TEST_TMPDIR/headers"
		elf --program-headers "$tool" >"$BATS_TEST_TMPDIR/segments"
		grep GNU_RELRO "$BATS_TEST_TMPDIR/segments"
		grep -E 'GNU_STACK .* RW ' "$BATS_TEST_TMPDIR/segments"
		elf --syms "$tool" >"$BATS_TEST_TMPDIR/symbols"
		grep __stack_chk_fail "$BATS_TEST_TMPDIR/symbols"
		grep -E '__[a-z]+_chk' "$BATS_TEST_TMPDIR/symbols"
	done
}

@test "make install and uninstall, with DESTDIR and PREFIX; vmrun finds what lies in its lib folder" {
	enter_scratch
	local tool
	with_make() { # of a make that may run this test, and its variables, nothing
		env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -sC "$BATS_TEST_DIRNAME/../.." \
			BUILD="$(realpath "$BUILD")" DESTDIR="$PWD/a folder" PREFIX=/usr "$@"
	}
	(umask 022; with_make install)
	for tool in mkconfigdisk mkguestinitrd vmdef vmrun; do
		cmp "$BUILD/bin/$tool" "a folder/usr/bin/$tool"
		mandoc -T lint -W warning "a folder/usr/share/man/man1/$tool.1"
		"$BUILD/bin/$tool" --completion bash | cmp - "a folder/usr/share/bash-completion/completions/$tool"
		"$BUILD/bin/$tool" --completion zsh | cmp - "a folder/usr/share/zsh/site-functions/_$tool"
	done
	[ -f "a folder/usr/share/man/man8/guest-init.8" ]
	[ -f "a folder/usr/share/doc/guest-init/licenses.md" ]
	[ -z "$(find "a folder" -type f ! -perm 644 ! -perm 755)" ]
	cd "a folder/usr"
	bin/mkguestinitrd --init lib/guest-init/init lib/guest-init/initrd.img
	touch lib/guest-init/vmlinuz
	run -0 bin/vmrun -n --rootfs /etc -- true
	[[ $output == *"/bin/../lib/guest-init/vmlinuz'"* && $output == *"/lib/guest-init/initrd.img'"* ]]
	cd ../..
	with_make uninstall
	diff <(cd "a folder/usr"; find . ! -type d | sort) <(printf './lib/guest-init/%s\n' initrd.img vmlinuz)
	rm "a folder"/usr/lib/guest-init/*
	with_make uninstall # where nothing is, nothing is wrong
	[ ! -e "a folder/usr/lib/guest-init" ]
}
