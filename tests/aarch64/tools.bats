#!/usr/bin/env bats
# tools.bats - /init for aarch64 is what its build promises; what vmdef prints for QEMU's virt boots it,
# and vmrun runs it.
load ../host/host

setup() {
	enter_scratch
	GUEST=$BUILD/aarch64
	export TMPDIR=$BATS_TEST_TMPDIR/tmp XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
	mkdir "$TMPDIR"
}

@test "/init for aarch64 is static, stripped and at most 500 KB; no executable stack, RELRO" {
	readelf --wide --file-header --segments --sections "$GUEST/init" >headers
	grep -E 'Machine: +AArch64' headers
	run ! grep -E 'INTERP|DYNAMIC|symtab|debug|LOAD .* RWE ' headers
	grep -E 'GNU_STACK .* RW ' headers
	grep GNU_RELRO headers
	(($(stat -c %s "$GUEST/init") <= 500 * 1000))
}

@test "QEMU's virt boots what vmdef prints, ends by itself, and the end record says how" {
	cat >spec.json <<-'END'
	{"entrypoint": ["/bin/sh", "-c"], "cmd": ["uname -m; cat /data/file; ip -4 -o addr show eth0; exit 42"],
	 "env": {}, "network_enabled": true, "guest_ip": "10.0.2.15", "guest_cidr": 24, "guest_gw": "10.0.2.2",
	 "volume_mounts": [{"device": "/dev/vdd", "path": "/data", "mode": "rw"}],
	 "host": {"kernel": "vmlinuz", "initrd": "initrd", "nics": [{"network": "user"}],
	 "disks": {"rootfs": {"path": "root"}, "overlay": {"path": "upper"}, "config": {"path": "config"},
	 "volumes": [{"path": "data"}]}}}
	END
	ln -s "$GUEST/kernel/vmlinuz" vmlinuz
	ln -s "$GUEST/initrd.img" initrd
	ln -s "$GUEST/demo-root.ext4" root
	mkdir empty tree
	echo from the volume >tree/file
	"$BATS_TEST_DIRNAME/../../rootfs/mkext4.sh" empty upper 16M
	"$BATS_TEST_DIRNAME/../../rootfs/mkext4.sh" tree data 16M
	"$BIN/mkconfigdisk" spec.json config
	mapfile -t command < <("$BIN/vmdef" --to qemu --machine virt --accel tcg --format lines spec.json)
	run -0 timeout 100 "${command[@]}" </dev/null
	[[ $output == *aarch64*'from the volume'*'inet 10.0.2.15/24 '* ]]
	"$BIN/mkconfigdisk" --status config >record
	jq -e '.state == "exited" and .exit_code == 42 and .warnings == []' record
	e2fsck -fn data
}

@test "vmrun --machine virt: the command's streams and exit status; a signal presses the power button" {
	vm=("$BIN/vmrun" --machine virt --accel tcg --rootfs "$GUEST/demo-root.ext4" --)
	run -7 --separate-stderr timeout 100 "${vm[@]}" sh -c 'uname -m; echo err >&2; exit 7'
	[ "$output" = aarch64 ]
	[ "$stderr" = err ]

	timeout 100 "${vm[@]}" sh -c 'trap "echo bye; exit 8" TERM; echo up; while :; do sleep 0.1; done' >out &
	says up out
	kill -INT "$(pgrep -P $!)"
	status=0
	wait $! || status=$?
	[ "$status" = 8 ]
	[ "$(cat out)" = $'up\nbye' ]
}
