#!/usr/bin/env bats
# mkguestinitrd: what it packs, in which order, the same every time; what it refuses.
# Oracles: modprobe for the load order, GNU cpio, gzip, zstd and lz4 for the formats.
load host

RELEASE=1.2.3-test

# module DIR/NAME "EXPORTED SYMBOLS" "NEEDED SYMBOLS" [MODINFO...] - a module as depmod sees one.
module() {
	local name=${1##*/} exported=$2 needed=$3 symbol info
	shift 3
	{
		echo '.section .modinfo, "a"'
		for info in "name=${name//-/_}" "license=GPL" "$@"; do echo ".asciz \"$info\""; done
		echo '.section __ksymtab_strings, "a"'
		for symbol in $exported; do echo ".asciz \"$symbol\""; done
		echo '.data'
		for symbol in $needed; do echo ".quad $symbol"; done
	} | gcc -c -x assembler -o "$name.ko" -
}

make_modules() {
	mkdir -p "$ROOT/lib/modules/$RELEASE/kernel"
	cd "$ROOT/lib/modules/$RELEASE/kernel"
	module virtio "v_bus" ""
	module virtio_ring "v_ring" "v_bus"
	module virtio_pci "" "v_ring v_bus"
	module virtio_blk "" "v_ring v_bus"
	module failover "v_failover" ""
	module virtio_net "" "v_ring v_bus v_failover"
	module overlay "" ""
	module crc_slow "" "" "alias=crc32c"
	module crc_fast "" "crc_math" "alias=crc32c"
	module crc_base "crc_math" ""
	module ext4 "" "" "softdep=pre: crc32c no-such-thing"
	module circle_a "" "" "softdep=pre: circle_b"
	module circle_b "" "" "softdep=pre: circle_a"
	module nls_iso8859-1 "" ""
	module vfat "" ""
	module extra "" "v_bus"
	module gpu_card "" "v_ring"
	printf 'kernel/fs/xfs/xfs.ko\nkernel/fs/9p/9p.ko\n' >../modules.builtin
	: >../modules.order
	depmod -b "$ROOT" "$RELEASE"
}

setup_file() {
	export ROOT=$BATS_FILE_TMPDIR/root
	export MODULES=$ROOT/lib/modules/$RELEASE
	export INIT=$BATS_FILE_TMPDIR/init
	(make_modules)
	echo 'int main(void) { return 0; }' >"$BATS_FILE_TMPDIR/init.c"
	gcc -static -o "$INIT" "$BATS_FILE_TMPDIR/init.c"
	gcc -static-pie -o "$INIT.pie" "$BATS_FILE_TMPDIR/init.c"
	gcc -o "$INIT.dynamic" "$BATS_FILE_TMPDIR/init.c"
	gcc -shared -fPIC -o "$INIT.so" "$BATS_FILE_TMPDIR/init.c"
}

setup() {
	TOOL=$BIN/mkguestinitrd
	cd "$BATS_TEST_TMPDIR"
}

pack() { "$TOOL" --init "$INIT" "$@"; }
content() { cpio -i --quiet --to-stdout "$2" <"$1"; }

# refused STATUS PATTERN ARGUMENT... - it fails so, with one message, and leaves nothing behind.
refused() {
	local status_wanted=$1 pattern=$2
	shift 2
	mkdir -p leave-nothing
	cd leave-nothing
	run --separate-stderr "$TOOL" "$@"
	echo "arguments: $* - status $status - stderr: $stderr"
	[ "$status" -eq "$status_wanted" ]
	[[ $stderr == mkguestinitrd:*$pattern* ]]
	[ -z "$output" ]
	[ -z "$(ls -A)" ]
	cd ..
}

@test "without modules: /init and the console, nothing else" {
	pack out
	run -0 cpio -itv --quiet <out
	[ "${#lines[@]}" -eq 3 ]
	[[ ${lines[0]} =~ ^drwxr-xr-x.*1970\ dev$ ]]
	[[ ${lines[1]} =~ ^crw-------.*\ 5,\ +1\ .*1970\ dev/console$ ]]
	[[ ${lines[2]} =~ ^-rwxr-xr-x.*1970\ init$ ]]
	content out init | cmp - "$INIT"
}

@test "with modules: the lists, and each module once" {
	cat >expected <<-'END'
	/dev/	0	0755
	/dev/console	5:1	0600
	/init	0	0755
	/modules/	0	0755
	/modules/boot.list	0	0644
	/modules/crc_base.ko	0	0644
	/modules/crc_fast.ko	0	0644
	/modules/crc_slow.ko	0	0644
	/modules/ext4.ko	0	0644
	/modules/ext4.list	0	0644
	/modules/failover.ko	0	0644
	/modules/net.list	0	0644
	/modules/nls_iso8859_1.ko	0	0644
	/modules/overlay.ko	0	0644
	/modules/overlay.list	0	0644
	/modules/vfat.ko	0	0644
	/modules/vfat.list	0	0644
	/modules/virtio.ko	0	0644
	/modules/virtio_blk.ko	0	0644
	/modules/virtio_net.ko	0	0644
	/modules/virtio_pci.ko	0	0644
	/modules/virtio_ring.ko	0	0644
	END
	pack --modules "$MODULES" --list >list
	sed -E 's/\t[0-9]+\t/\t0\t/' list | diff expected -
	grep -P "^/init\t$(stat -c %s "$INIT")\t0755$" list
	pack --modules "$MODULES" out
	cpio -it --quiet <out | sed 's,^,/,' >packed
	cut -f1 list | sed 's,/$,,' | diff packed -
	content out modules/virtio_blk.ko | cmp - "$MODULES/kernel/virtio_blk.ko"
	content out modules/vfat.list | diff - <(printf 'vfat.ko\nnls_iso8859_1.ko\n')
}

@test "load order: all that modprobe would load, each behind what it needs" {
	pack --modules "$MODULES" --module extra --module circle_a --gpu-module gpu_card out
	for list in boot net overlay ext4 vfat gpu; do
		content out modules/$list.list | sed 's/\.ko$//' >order
		[ -s order ]
		[ -z "$(sort order | uniq -d)" ]
		while read -r name; do
			modprobe -C /dev/null -d "$ROOT" -S "$RELEASE" --show-depends "$name" |
				sed -E 's,.*/(.*)\.ko *$,\1,; y/-/_/' >needs
			grep -qx "$name" needs
			# circle_b wants circle_a just as much: the order between them is free
			[[ $name == circle_* ]] || sed "/^$name\$/q" order >before
			[[ $name != circle_* ]] || cp order before
			echo "$list: $name needs:" $(cat needs) "and has before it:" $(cat before)
			[ -z "$(sort needs | comm -23 - <(sort before))" ]
		done <order
	done
	content out modules/gpu.list | diff - <(printf '%s.ko\n' virtio virtio_ring gpu_card)
}

# bats test_tags=delivered
@test "the host's own modprobe configuration doesn't count" {
	pack --modules "$MODULES" a
	run -0 strace -f -o trace -e trace=openat,open,newfstatat,access "$TOOL" --init "$INIT" \
		--modules "$MODULES" b
	cmp a b
	run -1 grep -E 'modprobe\.d|/lib/modules/[^1]' trace
}

@test "a module that is built in needs no file; one that isn't there is an error" {
	pack --modules "$MODULES" --module xfs --gpu-module 9p out
	run -1 grep -aE 'xfs|gpu|9p' <(cpio -it --quiet <out)
	refused 1 "module 'no_such'" --init "$INIT" --modules "$MODULES" --module no_such out
	refused 1 "module 'no_such'" --init "$INIT" --modules "$MODULES" --gpu-module no_such out
	refused 1 "no readable module index" --init "$INIT" --modules "$BATS_TEST_TMPDIR" out
	refused 1 "no readable module index" --init "$INIT" --modules /nonexistent out
}

@test "compressed modules are packed uncompressed" {
	cp -r "$ROOT" root
	kernel=root/lib/modules/$RELEASE/kernel
	xz --check=crc32 "$kernel/overlay.ko"
	zstd -q --rm -19 "$kernel/ext4.ko"
	depmod -b root "$RELEASE"
	# this distribution's depmod doesn't read gzip, and its index then names no .gz file
	gzip -c "$kernel/vfat.ko" >vfat.gz
	mv vfat.gz "$kernel/vfat.ko"
	pack --modules "root/lib/modules/$RELEASE" out
	pack --modules "$MODULES" expected
	cmp out expected
}

@test "a damaged module is an error that names the file" {
	cp -r "$ROOT" root
	modules=$BATS_TEST_TMPDIR/root/lib/modules/$RELEASE
	echo garbage >"$modules/kernel/overlay.ko"
	refused 1 "overlay.ko' is not a kernel module" --init "$INIT" --modules "$modules" out
	gzip -c "$MODULES/kernel/overlay.ko" | head -c 100 >"$modules/kernel/overlay.ko"
	refused 1 "cannot decompress '$modules/kernel/overlay.ko'" \
		--init "$INIT" --modules "$modules" out
	rm "$modules/kernel/overlay.ko"
	refused 1 "cannot open '$modules/kernel/overlay.ko'" --init "$INIT" --modules "$modules" out
}

@test "the same input makes the same bytes" {
	echo one >file
	for method in none gzip zstd lz4; do
		pack --modules "$MODULES" -c $method --file file:/a/b --file file:/c out.$method
		rm -rf other
		mkdir other
		cp -r "$ROOT" other/root
		cp "$INIT" other/init
		cp file other/file
		find other -exec touch -h -d 2001-01-01 {} +
		(
			cd other
			umask 077
			chmod 0700 init
			TZ=Asia/Tokyo LC_ALL=C.UTF-8 "$TOOL" -c $method \
				--file file:/c --file ./file:/a/b \
				--modules "root/lib/modules/$RELEASE" --init init out
		)
		cmp other/out out.$method
	done
}

@test "SOURCE_DATE_EPOCH is the time of every entry" {
	SOURCE_DATE_EPOCH=86400 pack out
	run -0 env TZ=UTC cpio -itv --quiet <out
	for line in "${lines[@]}"; do [[ $line =~ "Jan  2  1970" ]]; done
	for bad in -1 1x 4294967296 " 1"; do
		SOURCE_DATE_EPOCH=$bad refused 2 SOURCE_DATE_EPOCH --init "$INIT" out
	done
}

@test "each compression is well formed and holds the same archive" {
	pack --modules "$MODULES" plain
	pack --modules "$MODULES" -c gzip out.gz
	pack --modules "$MODULES" -c zstd out.zst
	pack --modules "$MODULES" -c lz4 out.lz4
	gzip -t out.gz
	gzip -dc out.gz | cmp - plain
	zstd -q -t out.zst
	zstd -q -dc out.zst | cmp - plain
	lz4 -q -t out.lz4
	lz4 -q -dc out.lz4 | cmp - plain
	[ "$(od -An -tx1 -N4 out.lz4)" = " 02 21 4c 18" ]
	[ "$(od -An -tx1 -N8 out.gz)" = " 1f 8b 08 00 00 00 00 00" ]
}

@test "an /init that couldn't start is refused" {
	printf '#!/bin/sh\n' >script
	: >empty
	head -c 100 "$INIT" >cut
	mkfifo fifo
	refused 1 "'$INIT.dynamic' is linked dynamically" --init "$INIT.dynamic" out
	refused 1 "is an ELF file, but not a program" --init "$MODULES/kernel/virtio.ko" out
	refused 1 "but not a program" --init "$INIT.so" out
	refused 1 "not an ELF program" --init ../script out
	refused 1 "not an ELF program" --init ../empty out
	refused 1 "damaged" --init ../cut out
	refused 1 "not a regular file" --init .. out
	refused 1 "not a regular file" --init ../fifo out
	refused 1 "cannot open '/nonexistent'" --init /nonexistent out
	"$TOOL" --init "$INIT.pie" out
}

@test "an /init for another machine is fine" {
	# Big-endian 32-bit: the header, then one program header at 52, PT_LOAD.
	{
		printf '\x7fELF\x01\x02\x01\0\0\0\0\0\0\0\0\0'
		printf '\0\x02\0\x14\0\0\0\x01\x10\0\0\0\0\0\0\x34'
		printf '\0\0\0\0\0\0\0\0\0\x34\0\x20\0\x01\0\0\0\0\0\0\0\0\0\x01'
		head -c 28 /dev/zero
	} >ppc
	"$TOOL" --init ppc out
	content out init | cmp - ppc
}

@test "extra files: place, mode, parents" {
	echo text >text
	printf '#!/bin/sh\n' >script
	chmod 0640 text
	chmod 0750 script
	pack --file text:/etc/a/text --file script:/bin/script --file text:/key:0400 \
		--file text:/x:4755 --agent script --list | cut -f1,3 >list
	for wanted in '/etc/ 0755' '/etc/a/ 0755' '/etc/a/text 0644' '/bin/script 0755' \
		'/key 0400' '/x 4755' '/usr/local/bin/guest-agent 0755'; do
		grep -qx "${wanted/ /$'\t'}" list
	done
	pack --file text:/etc/a/text out
	[ "$(content out etc/a/text)" = text ]
}

@test "directories for the guest: files, links and empty directories as they are" {
	mkdir -p headers/include/empty
	echo text >headers/include/a.h
	install -m 0700 /dev/null headers/run-me
	ln -s ../elsewhere headers/link
	ln -s nowhere headers/include/dangling
	pack --kernel-headers headers --kernel-modules headers/include out.img
	mkdir unpacked
	(cd unpacked && cpio -id --quiet --no-absolute-filenames kernel kernel/\* <../out.img)
	diff -r --no-dereference headers unpacked/kernel/headers
	diff -r --no-dereference headers/include unpacked/kernel/modules
	[[ $(stat -c %a unpacked/kernel/headers/run-me) == 755 ]]
	[[ $(stat -c %a unpacked/kernel/headers/include/a.h) == 644 ]]
	mkfifo headers/fifo
	refused 1 headers/fifo --init "$INIT" --kernel-headers ../headers out
}

@test "extra files that can't be" {
	echo text >text
	for bad in text text: :/a text:/a: text:/a:8 text:/a:00644 text:/a:0644:x text:/a:-1 \
		text:a text:/ text:/a/ text:/a/../b text:/./a text://a $'text:/a\nb'; do
		refused 2 "--file: '" --init "$INIT" --file "$bad" out
	done
	refused 1 "'/init' is in the initrd already" --init "$INIT" --file ../text:/init out
	refused 1 "'/dev' is in the initrd already" --init "$INIT" --file ../text:/dev out
	refused 1 "'/a' is in the initrd already" \
		--init "$INIT" --file ../text:/a --file ../text:/a out
	refused 1 "'/a' is a file already" --init "$INIT" --file ../text:/a --file ../text:/a/b out
	refused 1 "cannot open 'none'" --init "$INIT" --file none:/a out
	refused 1 "cannot open 'none'" --init "$INIT" --agent none out
	refused 1 "not a regular file" --init "$INIT" --file /dev/zero:/a out
	truncate -s 257M large
	refused 1 "has more than 256 MiB" --init "$INIT" --file ../large:/a out
}

@test "a misused command line is told so, with status 2" {
	refused 2 "--init FILE is missing" out
	refused 2 "OUT is missing" --init "$INIT"
	refused 2 "more than one OUT" --init "$INIT" a b
	refused 2 "--list writes no OUT" --init "$INIT" --list out
	refused 2 "need --modules" --init "$INIT" --module a out
	refused 2 "need --modules" --init "$INIT" --gpu-module a out
	refused 2 "'xz' is not none, gzip, zstd or lz4" --init "$INIT" --compress xz out
	refused 2 "--nonsense" --nonsense
	refused 2 "needs an argument" --init
}

@test "--help and --version" {
	run -0 --separate-stderr "$TOOL" --help
	[[ $output == "Usage: mkguestinitrd "* && -z $stderr ]]
	for option in init agent file modules module gpu-module compress list help version; do
		[[ $output == *"--$option"* ]]
	done
	run -0 "$TOOL" --version
	[[ $output =~ ^mkguestinitrd\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	run -1 bash -c '"$1" --help >/dev/full' - "$TOOL"
}

@test "'-' is standard output, unless that is a terminal" {
	pack out
	pack - | cmp - out
	run -1 --separate-stderr bash -c '"$1" --init "$2" - >/dev/full' - "$TOOL" "$INIT"
	[[ $stderr == *"standard output"* ]]
	run -2 script -qec "'$TOOL' --init '$INIT' -" /dev/null </dev/null
	[[ $output == *"terminal"* ]]
	run -1 bash -c '"$1" --init "$2" --list >/dev/full' - "$TOOL" "$INIT"
}

@test "the file's mode is what the umask leaves" {
	(umask 022 && pack a)
	(umask 077 && pack b)
	[ "$(stat -c %a a b | xargs)" = "644 600" ]
}

# bats test_tags=delivered
@test "a failed write leaves the old file and nothing else" {
	pack old
	mkdir dir
	echo old >dir/out
	run bash -c 'ulimit -f 1; exec "$1" --init "$2" dir/out' - "$TOOL" "$INIT"
	[ "$status" -ne 0 ]
	[ "$(ls -A dir)" = out ]
	[ "$(cat dir/out)" = old ]
	refused 1 "" --init "$INIT" "$BATS_TEST_TMPDIR/dir"
	refused 1 "" --init "$INIT" "$BATS_TEST_TMPDIR/none/out"
}

