#!/usr/bin/env bats
# mkconfigdisk.bats - the config disk as e2fsck, dumpe2fs and debugfs see it; the tool's manners.
load host

setup() {
	enter_scratch
	M=$BIN/mkconfigdisk
	printf '{"cmd":["/bin/true"]}' >spec.json
}

@test "the disk is a clean ext4 with the pinned features" {
	"$M" spec.json out.img
	[ "$(stat -c %s out.img)" = 262144 ]
	e2fsck -fn out.img
	dumpe2fs -h out.img >info 2>/dev/null
	grep -qx 'Filesystem features: *filetype extent sparse_super large_file extra_isize read-only' info
	grep -qx 'Filesystem volume name: *vmconfig' info
	grep -qx 'Inode size:[[:space:]]*256' info
	grep -qx 'Block size: *1024' info
	grep -qx 'Filesystem created: *Thu Jan  1 00:00:01 1970' <(TZ=UTC dumpe2fs -h out.img 2>/dev/null)
	[ "$(blkid -p -o value -s TYPE out.img)" = ext4 ]
	only_here info out.img spec.json
}

@test "config.json and status are root's, 0400, in blocks that can be written raw" {
	"$M" spec.json out.img
	for file in config.json status; do
		debugfs -R "stat /$file" out.img >stat 2>/dev/null
		grep -Eq 'Type: regular +Mode: +0400' stat
		grep -Eq 'User: +0 +Group: +0 ' stat
	done
	debugfs -R 'stat /status' out.img 2>/dev/null | grep -q 'Size: 4096'
	# One extent, initialised (debugfs marks the others with "[u]"), on a multiple of 4 KiB.
	debugfs -R 'stat /status' out.img 2>/dev/null | tail -n 1 | grep -qx '(0-3):12-15'
	debugfs -R 'cat /status' out.img 2>/dev/null | cmp - <(head -c 4096 /dev/zero)
}

@test "the bytes are the input's: what Go writes for v0.0.6 too" {
	"$M" "$DATA/go-v0.0.6.json" out.img
	debugfs -R 'cat /config.json' out.img 2>/dev/null | cmp - "$DATA/go-v0.0.6.json"
	"$M" --dump out.img | cmp - "$DATA/go-v0.0.6.json"
}

@test "configs of 30 bytes to 8 MiB, standard input and FIFOs" {
	for size in 30 1023 1024 1025 196608 196609 1000000 8323072 8324096 8388608; do
		spec_of_size "$size" >big.json
		"$M" big.json out.img
		e2fsck -fn out.img
		debugfs -R 'cat /config.json' out.img 2>/dev/null | cmp - big.json
		"$M" --dump out.img | cmp - big.json
	done
	"$M" - piped.img <big.json
	cmp out.img piped.img
	"$M" <(cat big.json) piped.img
	cmp out.img piped.img
	spec_of_size 8388609 >big.json
	run -1 --separate-stderr "$M" big.json out.img
	[ "$stderr" = "mkconfigdisk: big.json: larger than 8388608 bytes" ]
}

@test "the same input gives the same bytes" {
	"$M" spec.json 1.img
	(umask 0; "$M" spec.json 2.img)
	(umask 777; "$M" spec.json 3.img)
	TZ=Asia/Tokyo LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 "$M" spec.json 4.img
	E2FSPROGS_FAKE_TIME=1234567890 UNIX_IO_FORCE_BOUNCE=1 "$M" spec.json 5.img
	env -i "$M" spec.json 6.img
	cp spec.json other-name.json
	sleep 1.1 # libext2fs's clock has seconds
	"$M" - 7.img <other-name.json
	SOURCE_DATE_EPOCH='' "$M" spec.json 8.img
	for i in 2 3 4 5 6 7 8; do
		cmp 1.img $i.img
		[ "$(stat -c %a $i.img)" = 600 ]
	done
}

@test "SOURCE_DATE_EPOCH is every time stamp; a wrong one is refused" {
	SOURCE_DATE_EPOCH=1700000000 "$M" spec.json out.img
	e2fsck -fn out.img
	[ "$(TZ=UTC dumpe2fs -h out.img 2>/dev/null | grep -c 'Tue Nov 14 22:13:20 2023')" = 3 ]
	[ "$(debugfs -R 'stat /config.json' out.img 2>/dev/null | grep -c 'time: 0x6553f100:00000000')" = 4 ]
	[ "$(debugfs -R 'stat /' out.img 2>/dev/null | grep -c 'time: 0x6553f100:00000000')" = 4 ]
	for bad in x -1 2147483648 '1 '; do
		SOURCE_DATE_EPOCH=$bad run -2 "$M" spec.json bad.img
		[[ $output == "mkconfigdisk: SOURCE_DATE_EPOCH is '$bad', not a number"* ]]
	done
	only_here out.img spec.json
}

@test "the UUID and the hash seed come from the content's SHA-512" {
	local sum uuid
	"$M" spec.json out.img
	sum=$(sha512sum <spec.json)
	uuid=$(dumpe2fs -h out.img 2>/dev/null | awk '/UUID/ {gsub("-", ""); print $3}')
	[ "${uuid:0:12}" = "${sum:0:12}" ]
	[ "${uuid:12:1}" = 8 ] # RFC 9562: version 8
	[[ ${uuid:16:1} == [89ab] ]]
	[ "${uuid:17}" = "${sum:17:15}" ]
	[ "$(dumpe2fs -h out.img 2>/dev/null | awk '/Hash Seed/ {gsub("-", ""); print $4}')" = "${sum:32:32}" ]
	printf '{"cmd":["/bin/false"]}' >spec.json
	"$M" spec.json other.img
	[ "$uuid" != "$(dumpe2fs -h other.img 2>/dev/null | awk '/UUID/ {gsub("-", ""); print $3}')" ]
}

@test "--size: as large as asked, or a clear refusal" {
	for size in 65536 128K 1M 8M 9M 64M; do
		"$M" --size "$size" spec.json out.img
		[ "$(stat -c %s out.img)" = "$(numfmt --from=iec "$size")" ]
		e2fsck -fn out.img
		"$M" --dump out.img | cmp - spec.json
	done
	run -1 "$M" --size 8K spec.json small.img
	[ "$output" = "mkconfigdisk: a config of 21 bytes doesn't fit a disk of 8 KiB (68 KiB is enough)" ]
	"$M" --size 68K spec.json out.img
	for size in 0 1 4097 65M 1G -4K '' 4k; do
		run -2 "$M" --size="$size" spec.json small.img
		[ "${lines[0]}" = "mkconfigdisk: --size is '$size' (it must be a multiple of 4K, at most 64M)" ]
	done
	only_here out.img spec.json
}

@test "--check and writing: 3 for syntax, 4 for meaning, each with its place; nothing is written" {
	printf '{"cmd":["a"],\n }' >syntax.json
	printf '{"cmd":["a"],\n "workdir": "rel"}' >meaning.json
	"$M" --check spec.json
	run -3 "$M" --check syntax.json
	[[ $output == syntax.json:2:2:\ * ]]
	run -4 "$M" --check meaning.json
	[[ $output == "meaning.json:2:13: /workdir: "* ]]
	run -4 "$M" --check - <meaning.json
	[[ $output == "<stdin>:2:13: /workdir: "* ]]
	echo old >out.img
	run -3 "$M" syntax.json out.img
	run -4 "$M" meaning.json out.img
	[ "$(cat out.img)" = old ]
	only_here meaning.json out.img spec.json syntax.json
}

@test "misuse exits 2, says what is wrong and where to look" {
	local args
	while IFS='|' read -r args expected; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr "$M" $args
		[ -z "$output" ]
		[ "$stderr" = "mkconfigdisk: $expected"$'\n'"Try 'mkconfigdisk --help'" ]
	done <<-'END'
		|SPEC.json is missing
		spec.json|OUT.img is missing
		spec.json a b|unexpected operand 'b'
		spec.json -|the disk can't go to standard output
		--check|SPEC.json is missing
		--dump|OUT.img is missing
		--status a b|unexpected operand 'b'
		--dump --status a|--dump and --status exclude each other
		--dump --force a|--force is not for --dump
		--check -s 1M a|--size is not for --check
		--env A=1 --dump a|--env is not for --dump
		--redact a b|--redact is only for --print-config
		--env =1 a b|--env: the variable has no name
		--secret A a b|--secret: NAME=FILE is expected
		--errors=xml a b|--errors is 'xml' (it must be text or json)
		--completion fish|--completion is 'fish' (it must be bash or zsh)
		--verify a|OUT.img is missing
		--nope a|unknown or ambiguous option '--nope'
		-x|unknown option '-x'
		--size|option '--size' needs an argument, SIZE[K|M]
	END
	only_here spec.json
}

# bats test_tags=streams
@test "--help and --version; standard output that is closed, full or gone" {
	"$M" --help | grep -q '^Usage: mkconfigdisk '
	[[ $("$M" --version) == "mkconfigdisk "[0-9]* ]]
	"$M" spec.json out.img
	for mode in --help --version "--dump out.img"; do
		# shellcheck disable=SC2086 # words
		for how in '/dev/full' '&-' '&5'; do
			run -1 bash -c "exec 5> >(:); wait \$!; $M $mode >$how" # nobody reads from 5 any more
			[[ $output == "mkconfigdisk: cannot write to standard output: "* ]]
		done
	done
}

# bats test_tags=streams
@test "closed standard streams don't end up in the image" {
	"$M" spec.json good.img
	"$M" spec.json out.img <&- >&- 2>&-
	cmp good.img out.img
	run -1 bash -c "$M - out.img <&-"
	[[ $output == "mkconfigdisk: <stdin>: cannot read: "* ]]
	run -3 bash -c "echo '{' | $M - out.img 2>&-"
	cmp good.img out.img
}

@test "inputs that can't be read" {
	run -1 "$M" absent.json out.img
	[ "$output" = "mkconfigdisk: absent.json: cannot open: No such file or directory" ]
	mkdir dir
	run -1 "$M" dir out.img
	[ "$output" = "mkconfigdisk: dir: cannot read: Is a directory" ]
	run -1 "$M" /dev/zero out.img
	[ "$output" = "mkconfigdisk: /dev/zero: larger than 8388608 bytes" ]
	: >empty.json
	run -3 "$M" empty.json out.img
	run -1 "$M" --dump dir
	[ "$output" = "mkconfigdisk: dir: neither a file nor a block device" ]
	mkfifo fifo
	run -1 timeout 5 "$M" --dump fifo
	[ "$output" = "mkconfigdisk: fifo: neither a file nor a block device" ]
	only_here dir empty.json fifo spec.json
}

@test "targets: links are replaced, what is no file is refused" {
	"$M" spec.json good.img
	echo old >file
	ln -s file link
	ln -s nowhere dangling
	"$M" spec.json link
	"$M" spec.json dangling
	cmp good.img link
	cmp good.img dangling
	[ ! -L link ]
	[ ! -L dangling ]
	[ "$(cat file)" = old ]
	mkdir dir
	mkfifo fifo
	for target in dir fifo /dev/null; do
		run -1 "$M" spec.json "$target"
		[ "$output" = "mkconfigdisk: $target: exists and is neither a file nor a block device" ]
	done
	[ -c /dev/null ]
	run -1 "$M" spec.json absent/out.img
	[ "$output" = "mkconfigdisk: absent/out.img: cannot open the directory 'absent/': No such file or directory" ]
	run -1 "$M" spec.json new/
	run -1 "$M" spec.json ''
	only_here dangling dir fifo file good.img link spec.json
}

@test "an existing disk survives every failure to write; no temporary file stays" {
	echo old >out.img
	run -1 bash -c "ulimit -f 64; exec $M spec.json out.img"
	[ "$output" = "mkconfigdisk: out.img: cannot write: File too large" ]
	run -1 in_namespace bash -ec "mkdir small; mount -t tmpfs -o size=16k none small
		cd small; echo old >out.img; r=0; $M ../spec.json out.img || r=\$?
		[ \"\$(ls -A) \$(cat out.img)\" = 'out.img old' ]; exit \$r"
	[[ $output == *"mkconfigdisk: out.img: cannot write: No space left on device" ]]
	rmdir small
	[ "$(cat out.img)" = old ]
	only_here out.img spec.json
}

@test "a disk takes no room for what is unused, and has that of its end record" {
	"$M" --size 4M spec.json out.img
	(($(stat -c %b out.img) * $(stat -c %B out.img) <= 65536))
	in_namespace bash -ec "mkdir small; mount -t tmpfs -o size=64k none small; cd small
		$M ../spec.json out.img
		cat /dev/zero >rest 2>/dev/null || true
		block=\$(debugfs -R 'blocks /status' out.img 2>/dev/null | cut -d ' ' -f 1)
		head -c 4096 /dev/zero | tr '\0' x |
			dd of=out.img bs=1k seek=\$block conv=notrunc status=none
		debugfs -R 'cat /status' out.img 2>/dev/null | grep -q '^x*\$'"
}

@test "a block device is only written over with --force" {
	local device
	head -c 1M /dev/zero | tr '\0' x >backing # what is zero on a disk has to be written, too
	device=$(losetup -f --show backing)
	"$M" spec.json good.img
	run -1 "$M" spec.json "$device"
	[ "$output" = "mkconfigdisk: $device: is a block device (--force writes over it)" ]
	"$M" --force spec.json "$device"
	"$M" --dump "$device" | cmp - spec.json
	run -1 "$M" --force --size 2M spec.json "$device"
	[ "$output" = "mkconfigdisk: $device: the device has 1024 KiB, which is less than 2048 KiB" ]
	ln -s "$device" link
	"$M" --force spec.json link
	[ -L link ]
	losetup -d "$device"
	cmp -n 262144 good.img backing
}

@test "--status: none yet, a record, and what a hostile guest may leave there" {
	"$M" spec.json out.img
	run -1 --separate-stderr "$M" --status out.img
	[ "$stderr" = "mkconfigdisk: out.img: no end record yet" ]
	write_status out.img '{"version":1,"state":"exited","exit_code":42}'
	e2fsck -fn out.img
	run -0 --separate-stderr "$M" --status out.img
	[ "$(jq -c '[.version, .state, .exit_code]' <<<"$output")" = '[1,"exited",42]' ]
	[ "${#lines[@]}" = 1 ]
	for bad in 'garbage' '{"version":1' '{}' '{"version":1,"state":"dead"}' '[]' '\0377\0376' \
		'{"version":1,"state":"exited","state":"exited"}' '{"version":1,"state":"failed"}\0000x'; do
		"$M" spec.json out.img
		write_status out.img "$bad"
		run -1 --separate-stderr "$M" --status out.img
		[ -z "$output" ]
		[[ $stderr == "mkconfigdisk: out.img: /status: "* ]]
	done
	# An escape sequence reaches the terminal neither raw nor as DEL.
	"$M" spec.json out.img
	write_status out.img '{"version":1,"state":"failed","error":"\\u001b[2J\0177x"}'
	run -0 "$M" --status out.img
	[ -z "$(tr -d '[:print:]\n' <<<"$output")" ]
}

@test "--status on a terminal: a line each, and a bar for each phase" {
	"$M" spec.json out.img
	write_status out.img '{"version":1,"state":"exited","exit_code":137,"signal":9,"oom_killed":true,
		"warnings":["a\\u001b[2Jb"],"restarts":2,"phases":[
		{"name":"mounts","start_us":1000000,"end_us":1020000},
		{"name":"run\\u0007","start_us":1020000,"end_us":1030500}]}'
	run -0 script -qec "$M --status out.img" /dev/null </dev/null
	output=${output//$'\r'/}
	[ "$output" = 'state      exited
exit code  137
signal     9 (Killed), out of memory
restarts   2
warning    a?[2Jb
phases, from 1.000 s to 1.030 s after the kernel'"'"'s start
  mounts               20.000 ms  ########################################
  run?                 10.500 ms  #####################' ]
}

@test "disks of other makes are read: mke2fs's defaults, with journal and checksums" {
	mkdir root
	cp spec.json root/config.json
	mke2fs -q -t ext4 -d root other.img 8M
	"$M" --dump other.img | cmp - spec.json
	mke2fs -q -F -t ext4 -b 4096 -O 64bit,metadata_csum,^has_journal -d root other.img 1M
	"$M" --dump other.img | cmp - spec.json
	mke2fs -q -F -t ext2 -d root other.img 1M
	"$M" --dump other.img | cmp - spec.json
	run -1 "$M" --status other.img
	[ "$output" = "mkconfigdisk: other.img: not a config disk: no /status on it" ]
	mke2fs -q -F -t ext4 -O inline_data -I 256 -d root other.img 1M
	run -1 "$M" --dump other.img
	mke2fs -q -F -t ext4 -d root other.img 65M
	run -1 "$M" --dump other.img
	[ "$output" = "mkconfigdisk: other.img: not a config disk: its filesystem is larger than 64 MiB" ]
}

@test "--dump and --status of damaged disks end with a message, never a crash" {
	"$M" spec.json good.img
	for size in 0 1 1023 1024 1500 2048 4096 12288 262143; do
		head -c "$size" good.img >bad.img
		run -1 "$M" --dump bad.img
		[[ $output == "mkconfigdisk: bad.img: "* ]]
	done
	head -c 262144 /dev/zero >bad.img
	run -1 "$M" --status bad.img
	[ "$output" = "mkconfigdisk: bad.img: not a config disk: no ext4 filesystem on it" ]
	# A directory that claims to be endless.
	cp good.img bad.img
	debugfs -w -R 'sif / size 4294967296' bad.img 2>/dev/null
	run -1 timeout 10 "$M" --dump bad.img
}
