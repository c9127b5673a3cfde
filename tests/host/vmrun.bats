#!/usr/bin/env bats
# vmrun.bats - a root in, a virtual machine's output and exit status out.
# bats file_tags=guests
load host

setup() {
	enter_scratch
	build=${BUILD:-$BATS_TEST_DIRNAME/../../build}
	root=$build/demo-root.ext4
	export TMPDIR=$BATS_TEST_TMPDIR/tmp XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
	mkdir "$TMPDIR"
}

# Whatever a test does, no disk and no process of vmrun's stays.
teardown() {
	[ -z "$(ls -A "$TMPDIR")" ]
	! pgrep -f "$TMPDIR" >/dev/null
}

# vm [OPTION...] -- COMMAND - run it in the demo root.
vm() {
	timeout 170 "$BIN/vmrun" --accel tcg --rootfs "$root" "$@"
}

# make_disk FILE - an ext4 disk with the file /here on it.
make_disk() {
	mkdir "$1.tree"
	echo from the disk >"$1.tree/here"
	"$BATS_TEST_DIRNAME/../../rootfs/mkext4.sh" "$1.tree" "$1" 16M
	rm -r "$1.tree"
}

# has_taken_signals PID - none is pending: the next one counts for itself.
has_taken_signals() {
	grep -qx 'ShdPnd:[[:space:]]*0*' "/proc/$1/status"
}

is_gone() { # PID - it may be a zombie, whose parent hasn't waited yet
	[[ $(ps -o stat= -p "$1") != [!Z]* ]]
}

# ends_with STATUS PID
ends_with() {
	local status=0
	wait "$2" || status=$?
	[ "$status" = "$1" ]
}

@test "the command's exit status, its output and error apart, nothing else" {
	run -42 --separate-stderr vm -e A='b c' -- sh -c 'echo "out $A"; echo err >&2; pwd; exit 42'
	[ "$output" = $'out b c\n/' ]
	[ "$stderr" = err ]
}

@test "a command that isn't there: 127; one that can't be executed: 126" {
	run -127 --separate-stderr vm -- nosuch
	[ -z "$output" ]
	[ "$stderr" = "vmrun: run: cannot run 'nosuch': No such file or directory" ]
	run -126 --separate-stderr vm -- /etc/passwd
	[[ $stderr == "vmrun: run: cannot run '/etc/passwd': Permission denied" ]]
}

@test "a death by signal is 128 and its number; user, folder and env file are what was said" {
	echo 'FROM_FILE=x y' >env
	run -139 vm --env-file env -u app -w /srv/new sh -c 'id -un; pwd; echo $FROM_FILE; kill -SEGV $$'
	[ "$output" = $'app\n/srv/new\nx y' ]
}

@test "ten megabytes of binary output arrive as they were, and input too" {
	head -c 10000000 /dev/urandom >bytes
	vm -i -- cat <bytes | cmp - bytes
}

@test "without -i there is no input; /dev/stdout and /dev/stderr can be opened again" {
	run -0 --separate-stderr vm -u app -- sh -c 'cat; echo one >/dev/stdout; echo two >/dev/stderr' < <(echo no)
	[ "$output" = one ]
	[ "$stderr" = two ]
}

@test "volumes: rw is written to, ro is not, overlay and root are written to in vain" {
	make_disk rw.img
	make_disk ro.img
	make_disk over.img
	sha256sum "$root" ro.img over.img >sums
	run -0 vm -v rw.img:/rw -v ro.img:/ro:ro -v over.img:/over:overlay -- sh -c '
		cat /rw/here /ro/here /over/here
		for d in /rw /ro /over /etc; do echo new 2>/dev/null >$d/new && cat $d/new || echo no; done'
	[ "$output" = $'from the disk\nfrom the disk\nfrom the disk\nnew\nno\nnew\nnew' ]
	sha256sum --quiet -c sums
	[ "$(debugfs -R 'cat /new' rw.img 2>/dev/null)" = new ]
	e2fsck -fn rw.img
}

@test "--entrypoint, --read-only, --tmpfs, --hostname, --name and --rm, by docker's habit" {
	make_disk data.img
	echo '{"config": {"Entrypoint": ["/bin/false"], "Cmd": ["no-such-script"]}}' >image.json
	run -0 --separate-stderr vm --rm --name web --hostname web-7 --read-only --tmpfs /tmp \
		--tmpfs /home:size=1m,noexec -v data.img:/mnt --image image.json --entrypoint sh -i <<-'END'
	hostname
	cat /mnt/here
	for d in /mnt /tmp /home /etc; do echo new >$d/new && cat $d/new || echo no; done 2>/dev/null
	grep -c ' /home tmpfs .*noexec.*size=1024k' /proc/mounts
	END
	[ "$output" = $'web-7\nfrom the disk\nnew\nnew\nnew\nno\n1' ]
	[ -z "$stderr" ]
	run -0 vm -n --name web --read-only -- true
	[[ $output == *"-name guest=web"* && $output != *overlay.img* ]]
}

@test "a Ctrl-C in the middle leaves a clean volume, no process, no file" {
	make_disk data.img
	timeout 170 "$BIN/vmrun" --accel tcg --rootfs "$root" -v data.img:/data -- sh -c '
		trap "echo bye; exit 7" TERM
		echo up
		while :; do echo line >>/data/file; done' >out &
	says up out
	kill -INT "$(pgrep -P $!)"
	ends_with 7 $!
	grep -qx bye out
	e2fsck -fn data.img
	! dumpe2fs -h data.img 2>/dev/null | grep -q needs_recovery
}

@test "a second signal kills; a SIGKILL of vmrun takes QEMU along" {
	"$BIN/vmrun" --timeout 170 --accel tcg --rootfs "$root" -- sh -c '
		trap "" TERM; echo up; while :; do sleep 1; done' >out &
	says up out
	[ -z "$(ls -A "$TMPDIR")" ]
	kill -TERM $!
	wait_until has_taken_signals $!
	kill -TERM $!
	ends_with 143 $!

	"$BIN/vmrun" --timeout 170 --accel tcg --rootfs "$root" -- sh -c 'echo up; sleep 1000' >out2 &
	says up out2
	qemu=$(pgrep -P $!)
	kill -KILL $!
	wait_until is_gone "$qemu"
}

@test "-p reaches a server in the guest" {
	port=20000
	while (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null; do # somebody has it
		port=$((20000 + RANDOM % 10000))
	done
	"$BIN/vmrun" --timeout 170 --accel tcg --rootfs "$root" -p $port:80 -- sh -c '
		echo from the guest >/tmp/page; echo up; exec httpd -f -h /tmp' >out &
	says up out
	run -0 timeout 60 python3 - $port <<-'END'
	import http.client, sys, time
	for attempt in range(100): # urllib would ask the user's proxy
	    try:
	        guest = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
	        guest.request("GET", "/page")
	        print(guest.getresponse().read().decode(), end="")
	        break
	    except OSError:
	        time.sleep(0.2)
	END
	[ "$output" = "from the guest" ]
	kill $!
	ends_with 143 $!
}

@test "a directory and a tar archive are roots too" {
	mkdir -p tree/bin tree/etc
	debugfs -R "dump /bin/busybox tree/bin/busybox" "$root" 2>/dev/null
	chmod 755 tree/bin/busybox
	ln -s busybox tree/bin/sh
	echo tree >tree/etc/name
	ln tree/etc/name tree/etc/'its other
	name'
	ln -s / tree/etc/root
	ln -s ../../../../bin tree/etc/up
	mkfifo tree/etc/fifo
	truncate -s 3G tree/etc/sparse # mke2fs and tar are to keep it so
	chmod 4711 tree/etc/sparse
	mkdir -m 1777 tree/etc/sticky
	list="cd /etc; busybox stat -c '%n %F %a %h %N' *; busybox stat -c %s sparse; exit 3"
	root=tree run -3 vm --network none -- sh -c "$list"
	of_tree=$output
	[[ $output == *"4711 1 sparse"*3221225472 ]]
	[[ $output == *"its other
	name regular file 644 2 "*"name regular file 644 2 "*"'root' -> '/'"*"'up' -> '../../../../bin'"* ]]
	for pack in gzip zstd xz; do
		tar -Sc --use-compress-program=$pack -f tree.$pack -C tree .
		root=tree.$pack run -0 vm -n -- true
		[[ $output == *rootfs.img* ]] # to be made of it
	done
	root=tree.zstd run -3 vm --network none -- /bin/busybox sh -c "$list"
	diff <(echo "$of_tree") <(echo "$output")
	rm tree/etc/sparse
	head -c 512000 /dev/urandom >tree/etc/noise
	tar -cf tree.tar -C tree .
	truncate -s 700000 tree.tar
	root=tree.tar run -125 --separate-stderr vm -- true
	[[ $stderr == "vmrun: tree.tar: "*"tar: Unexpected EOF in archive; "* ]]
}

@test "the files of who isn't root are root's in the image; folders that can't be written to go as well" {
	as_nobody=()
	((EUID)) || as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	nobody=$(mktemp -d /tmp/vmrun-test.XXXXXX) # where that user may go
	mkdir -p "$nobody/tree/bin" "$nobody/tmp"
	debugfs -R "dump /bin/busybox $nobody/tree/bin/busybox" "$root" 2>/dev/null
	chmod 755 "$nobody" "$nobody/tree/bin/busybox"
	mkdir -m 500 "$nobody/tree/locked"
	tar -cf "$nobody/tree.tar" -C "$nobody/tree" .
	cp "$BIN/vmrun" "$build/kernel/vmlinuz" "$build/initrd.img" "$nobody"
	((EUID)) || chown -R 65534:65534 "$nobody"
	cd "$nobody"
	status=0
	TMPDIR=$nobody/tmp timeout 170 "${as_nobody[@]}" ./vmrun --kernel vmlinuz --initrd initrd.img \
		--accel tcg --rootfs tree.tar -- /bin/busybox stat -c '%u:%g %a' /bin/busybox /locked \
		>"$BATS_TEST_TMPDIR/out" || status=$?
	left=$(ls -A tmp)
	cd "$BATS_TEST_TMPDIR"
	rm -rf "$nobody"
	[ "$status" = 0 ]
	[ -z "$left" ]
	[ "$(cat out)" = $'0:0 755\n0:0 500' ]
}

@test "-t lends the terminal: its size, its input; and gives it back as it was" {
	cat >session <<-END
	stty rows 33 cols 99
	stty -a >before
	$BIN/vmrun --accel tcg -t -u app --rootfs $root -- sh -c '
		id -un; tty; stty size >/dev/tty; read a; echo got=\$a; exit 5'
	echo status=\$?
	stty -a >after
	END
	mkfifo keys
	timeout 170 script -qec 'exec sh session' typescript <keys >out &
	exec 9>keys
	says '33 99' out
	printf 'hello\r' >&9
	says status= out
	exec 9>&-
	wait $!
	grep -q '^app' out
	grep -q '/dev/pts/0' out
	grep -q 'got=hello' out
	grep -q 'status=5' out
	cmp before after
}

@test "with -t two Ctrl-C end a boot; the terminal is the workload's only once there is one" {
	cat >session <<-END
	trap : INT
	$BIN/vmrun --accel tcg -t --rootfs $root -- sh -c 'echo up; trap "" INT; sleep 1000'
	echo status=\$?
	END
	mkfifo keys
	timeout 60 script -qec 'exec sh session' typescript <keys >out &
	exec 9<>keys # to be written to when nobody reads any more, too
	wait_until pgrep -f "$TMPDIR" >/dev/null # QEMU runs
	until is_gone $!; do
		printf '\003' >&9
		sleep 0.4
	done
	wait $!
	exec 9>&-
	grep -q 'status=130' out
	! grep -q '^up' out
}

@test "a VM that can't boot: 125, and why" {
	head -c 1000000 /dev/zero >nothing.img
	root=nothing.img run -125 --separate-stderr vm -- true
	[ -z "$output" ]
	[[ $stderr == "vmrun: root: "* ]]
	run -125 --separate-stderr vm --kernel /etc/passwd -- true
	[[ $stderr == "vmrun: QEMU says: "* ]]
}

@test "a guest that hangs is ended by --timeout, one that never boots by --boot-timeout" {
	run -124 --separate-stderr vm --timeout 15 -- sh -c '
		trap "echo told; exit 0" TERM; while :; do sleep 1; done'
	[ "$output" = told ]
	[ "$stderr" = "vmrun: the time was over after 15 s" ]
	printf '#!/bin/sh\nexec sleep 1000\n' >qemu-system-x86_64
	chmod +x qemu-system-x86_64
	PATH=$PWD:$PATH run -125 --separate-stderr vm --boot-timeout 1 -- true
	[[ $stderr == "vmrun: the VM hasn't booted within 1 s; "* ]]
}

@test "a SIGHUP that is ignored stays so; a child's status is read whatever became of SIGCHLD" {
	printf '#!/bin/sh\nexec sleep 1000\n' >qemu-system-x86_64
	chmod +x qemu-system-x86_64
	PATH=$PWD:$PATH env --ignore-signal=HUP "$BIN/vmrun" --accel tcg --rootfs "$root" \
		--boot-timeout 3 -- true 2>err &
	wait_until pgrep -P $! -x sleep
	kill -HUP $!
	ends_with 125 $!
	grep -q "hasn't booted within 3 s" err
	printf '#!/bin/sh\necho no room >&2\nexit 1\n' >mke2fs
	chmod +x mke2fs
	PATH=$PWD:$PATH run -125 --separate-stderr env --ignore-signal=CHLD "$BIN/vmrun" --accel tcg \
		--rootfs "$root" -- true
	[[ $stderr == "vmrun: "*"/mke2fs failed: no room" ]]
}

@test "what runs for vmrun has no descriptor of vmrun's caller" {
	printf '#!/bin/sh\n[ -e /proc/$$/fd/9 ] || echo none >&2\nexit 1\n' >mke2fs
	chmod +x mke2fs
	PATH=$PWD:$PATH run -125 --separate-stderr "$BIN/vmrun" --accel tcg --rootfs "$root" -- true 9<mke2fs
	[[ $stderr == "vmrun: "*"/mke2fs failed: none" ]]
}

@test "the first cause of the end is the one that is told, whatever comes while output waits" {
	printf '#!/bin/sh\nexec yes\n' >qemu-system-x86_64
	chmod +x qemu-system-x86_64
	mkfifo err
	PATH=$PWD:$PATH "$BIN/vmrun" --accel tcg --rootfs "$root" --verbose --boot-timeout 1 -- true 2>err &
	exec 5<err
	wait_until pgrep -P $! -x yes
	wait_until is_gone "$(pgrep -P $! -x yes)"
	kill -TERM $!
	wait_until has_taken_signals $!
	cat <&5 >said
	ends_with 125 $!
	tail -n 1 said | grep -q "^vmrun: the VM hasn't booted within 1 s; "
}

@test "--timings, --verbose and --keep" {
	run -0 --separate-stderr vm --timings --verbose --keep kept -- echo hello
	[ "$output" = hello ]
	[[ $stderr == *"Linux version"* ]]
	for phase in disks power-on kernel root run workload shutdown; do
		grep -Eq "^  $phase +[0-9.]+ ms" <<<"$stderr"
	done
	(cd kept && only_here command config.img console.log overlay.img)
	grep -q 'Linux version' kept/console.log
	[ "$(stat -c %a kept)" = 700 ]
	"$BIN/mkconfigdisk" --status kept/config.img | grep -q '"exit_code": \?0'
}

@test "a spec: its disks and paths, from its folder; a command instead of its own" {
	mkdir sub
	make_disk sub/data.img
	cp "$root" sub/root.img
	cat >sub/spec.json <<-'END'
	{"cmd": ["cat", "/data/here"], "env": {"A": "spec"},
	 "volume_mounts": [{"device": "serial:data", "path": "/data", "mode": "ro"}],
	 "host": {"memory_mib": 256, "disks": {"rootfs": {"path": "root.img"},
	          "volumes": [{"path": "data.img"}]}}}
	END
	run -0 timeout 170 "$BIN/vmrun" --accel tcg sub/spec.json
	[ "$output" = "from the disk" ]
	run -9 timeout 170 "$BIN/vmrun" --accel tcg sub/spec.json -e A=mine sh -c 'echo $A $*; exit 9' -- -e A=no
	[ "$output" = "mine -e A=no" ]
}

@test "a workload that is started again keeps its streams" {
	echo "{\"restart\": {\"policy\": \"on-failure\", \"delay_ms\": 10}, \"rootfs\": {\"upper\": \"tmpfs\"},
		\"host\": {\"disks\": {\"rootfs\": {\"path\": \"$root\"}}}}" >spec.json
	printf 'one\ntwo\nthree\n' >lines
	run -0 --separate-stderr timeout 170 "$BIN/vmrun" --accel tcg -i spec.json -- sh -c '
		read line; echo "out $line"; echo "err $line" >&2; [ "$line" = three ]' <lines
	[ "$output" = $'out one\nout two\nout three' ]
	[ "$stderr" = $'err one\nerr two\nerr three' ]
}

@test "what is odd about a spec is said before it runs" {
	echo "{\"cmd\": [\"echo\", \"hello\"], \"color\": 1,
		\"host\": {\"disks\": {\"rootfs\": {\"path\": \"$root\"}}}}" >spec.json
	timeout 170 "$BIN/vmrun" --accel tcg spec.json >said 2>&1
	diff said - <<-'END'
	spec.json:1:28: /color: warning: unknown key, ignored
	hello
	END
}

@test "no qcow2 image brings in another file, unless the spec gives its format" {
	echo 'of the host' >secret
	qemu-img create -q -f qcow2 alone.img 1M
	qemu-img create -q -f qcow2 -o compat=0.10 -b "$PWD/secret" -F raw on-top.img 1M
	qemu-img create -q -f qcow2 -o data_file=data,data_file_raw=on outside.img 1M
	for mode in ro rw overlay; do
		run -0 vm -n -v alone.img:/data:$mode -- true
		[[ $output == *format=qcow2,*file=alone.img* ]]
		for image in on-top outside; do
			run -125 --separate-stderr vm -n -v $image.img:/data:$mode -- true
			[[ $stderr == "vmrun: "*"$image.img: is a qcow2 image that uses another file "* ]]
		done
	done
	for format in qcow2 raw; do
		echo "{\"cmd\": [\"true\"], \"host\": {\"disks\": {\"rootfs\":
			{\"path\": \"on-top.img\", \"format\": \"$format\"}}}}" >spec.json
		run -0 "$BIN/vmrun" --accel tcg -n spec.json
		[[ $output == *format=$format,*file=on-top.img* ]]
	done
}

@test "in systemd mode the console is the output; --timings shows the boot and the rest" {
	echo "{\"init_mode\": \"systemd\",
		\"host\": {\"disks\": {\"rootfs\": {\"path\": \"$build/systemd-ifupdown.ext4\"}}}}" >spec.json
	run -0 --separate-stderr timeout 170 "$BIN/vmrun" --accel tcg --timings spec.json -- \
		/sbin/init --unit=poweroff.target
	[[ $output == *"reboot: Power down"* ]]
	for part in disks kernel handover 'the rest'; do
		grep -Eq "^  $part +[0-9.]+ ms" <<<"$stderr"
	done
	! grep -Eq '^  (power-on|workload|shutdown) ' <<<"$stderr"
}

@test "a reader who goes away stops the VM" {
	vm -- yes 2>err | head -n 1 >out
	[ "${PIPESTATUS[0]}" = 125 ]
	[ "$(cat out)" = y ]
	grep -q "cannot write the command's output: Broken pipe" err
}

@test "--dry-run prints what vmdef prints, and makes nothing" {
	cat >spec.json <<-END
	{"cmd": ["true"], "host": {"kernel": "k", "initrd": "i", "name": "n",
	 "uuid": "01234567-89ab-cdef-0123-456789abcdef",
	 "disks": {"rootfs": {"path": "root.img", "serial": "r"}, "overlay": {"path": "over.img"},
	           "config": {"path": "config.img"}},
	 "nics": [{"network": "user", "mac": "52:54:00:00:00:01"}],
	 "targets": {"qemu": {"append": ["-no-shutdown"]}}}}
	END
	for file in k i root.img over.img config.img; do echo x >$file; done
	"$BIN/vmdef" --to qemu --format lines spec.json >theirs
	"$BIN/vmrun" --dry-run --keep "$PWD" spec.json >command
	bash -c "printf '%s\n' $(cat command)" | sed "s,$PWD/,," >ours
	diff theirs ours >difference || true
	cat difference
	[ "$(grep -c '^<' difference)" = 1 ] # the kernel's command line has one word more
	grep -q '^> .*quiet no_timer_check guest_init.stdio$' difference
	only_here k i root.img over.img config.img spec.json theirs command ours difference
	mkdir sub
	sed "s,[a-z]*\.img,$PWD/&,g" spec.json >sub/spec.json
	run -0 "$BIN/vmrun" --dry-run --kernel k --initrd i sub/spec.json # of the working directory
	[[ $output == *"-kernel k "*"-initrd i "* ]]
	run -0 vm -n -p 8080:80 -p 0.0.0.0:53:53/udp -m 1g -c 3 -v /etc:/srv:ro -- true
	[[ $output == *hostfwd=tcp:127.0.0.1:8080-:80,hostfwd=udp:0.0.0.0:53-:53* ]]
	[[ $output == *"-m 1024M"* && $output == *"-smp 3"* && $output == *volume-0.img* ]]
}

@test "what is wrong with the command line is said, with 125" {
	touch empty
	echo text >image
	echo '{"init_mode": "systemd"}' >systemd.json
	tar -cf archive.tar image
	while IFS='|' read -r words message; do
		read -ra words <<<"$words"
		run -125 --separate-stderr timeout 20 "$BIN/vmrun" "${words[@]}"
		echo "${words[*]}: $stderr"
		[[ $stderr == *"$message"* ]]
		[ -z "$output" ]
	done <<-'END'
	|nothing to run
	nosuch.json|nosuch.json: cannot open: No such file
	--rootfs nosuch -- true|nosuch: cannot open: No such file
	--rootfs empty -- true|empty: is empty
	--rootfs /dev/null -- true|neither an image, a directory nor a tar archive
	--rootfs empty|entrypoint and cmd are both empty
	--rootfs empty -v /etc:/data -- true|can't come back into a directory
	--rootfs empty -v archive.tar:/data -- true|can't come back into a directory or archive
	--rootfs empty -v nosuch:/data -- true|--volume nosuch:/data: nosuch: cannot open: No such file
	--rootfs empty -v empty:data -- true|neither an absolute path nor ro, rw or overlay
	--rootfs empty -v empty -- true|SRC:PATH
	--rootfs empty -v image:/proc -- true|/volume_mounts/0/path
	--rootfs empty -w relative -- true|/workdir
	--rootfs empty -p 80 -- true|HOST:GUEST
	--rootfs empty -p 0:80 -- true|from 1 to 65535
	--rootfs empty -p x:1:80 -- true|IPv4
	--rootfs empty -p 1:80/sctp -- true|/tcp
	--rootfs empty -p 1:80 --network none -- true|needs a network
	--rootfs empty -m 0 -- true|--memory is '0'
	--rootfs empty -m 12q -- true|--memory is '12q'
	--rootfs empty -c 0 -- true|--cpus is '0'
	--rootfs empty --accel x -- true|--accel is 'x'
	--rootfs empty --machine x -- true|--machine is 'x'
	--rootfs empty --network x -- true|--network is 'x'
	--rootfs empty --timeout x -- true|--timeout is 'x'
	--rootfs empty --kernel nosuch -- true|the kernel nosuch: No such file
	--rootfs empty --keep . -- true|not an empty directory
	--rootfs empty -t -- true|no terminal
	-i systemd.json|aren't for init_mode systemd
	-v image:/data spec.json|is for --rootfs
	--tmpfs /tmp spec.json|is for --rootfs
	--rootfs empty --tmpfs tmp -- true|/mounts/0/target: "tmp" is not absolute
	--rootfs empty --tmpfs /a:b,,c -- true|/mounts/0/options/1: "" 
	--rootfs empty --hostname a_b -- true|/hostname: "a_b"
	--rootfs empty --entrypoint= --|entrypoint and cmd are both empty
	--rootfs empty --tmpfz /tmp -- true|'--tmpfz' (did you mean '--tmpfs'?)
	true --rootfs empty|'true' is given before it
	-- nosuch.json -n|nosuch.json: cannot open
	END
	echo '{"cmd": ["a"], "host": {"disks": {"rootfs": {"path": "image"}}}}' >spec.json
	run -125 --separate-stderr "$BIN/vmrun" -n spec.json -- a $'\xff'
	[[ $stderr == "vmrun: argument 1 of the command is not UTF-8"* ]]
	run -125 --separate-stderr "$BIN/vmrun" -n -w $'/\xff' spec.json
	[[ $stderr == "vmrun: --workdir is not UTF-8"* ]]
}

@test "without a KVM that works QEMU emulates, and that is remembered" {
	run -0 timeout 170 "$BIN/vmrun" --rootfs "$root" -- echo hello
	[ "$output" = hello ]
	if [ -w /dev/kvm ]; then # for this boot of the machine, in one file for all of them
		cd "$XDG_CACHE_HOME/guest-init"
		only_here accelerator
		grep -qxE "$(cat /proc/sys/kernel/random/boot_id) (kvm|tcg)" accelerator
		echo 01234567-89ab-cdef-0123-456789abcdef kvm >accelerator
		cp /bin/false qemu-system-x86_64
		PATH=$PWD:$PATH run -125 timeout 20 "$BIN/vmrun" --rootfs "$root" -- true
		[ "$(cat accelerator)" = "$(cat /proc/sys/kernel/random/boot_id) tcg" ]
	fi
}
