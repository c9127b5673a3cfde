#!/usr/bin/env bats
# vmdef-boot.bats - one spec makes the config disk and QEMU's command line, and they boot together.
# bats file_tags=delivered
load host

setup() {
	enter_scratch
	top=$BATS_TEST_DIRNAME/../..
	build=$BUILD
	source "$top/rootfs/qemu.sh"
	mkdir empty
	# Commas and quotes in every path: what the command line has to survive.
	cp "$build/kernel/vmlinuz" "the, kernel"
	cp "$build/initrd.img" "init,rd"
	cp "$build/demo-root.ext4" "ro'ot,1.ext4"
	for disk in "over lay.img" "da,ta.img" "base.img" "over.img"; do
		"$top/rootfs/mkext4.sh" empty "$disk" 16M
	done
	cat >spec.json <<-'END'
	{
	  "cmd": ["/bin/sh", "-c", "cd /sys/block && for d in vd*; do echo \"$d $(cat $d/serial) $(cat $d/ro)\"; done; cat /sys/class/net/eth?/address; grep -c ' /data \\| /srv ' /proc/mounts; exit 42"],
	  "network_enabled": true, "guest_ip": "10.0.2.15", "guest_cidr": 24,
  "volume_mounts": [
	    {"device": "serial:da,ta", "path": "/data", "mode": "rw"},
	    {"device": "/dev/vde", "path": "/srv", "mode": "overlay", "overlay_device": "serial:over"}
	  ],
	  "host": {
	    "name": "a,b", "memory_mib": 256, "kernel": "the, kernel", "initrd": "init,rd",
	    "cmdline_append": "CLOCK",
	    "disks": {
	      "rootfs": {"path": "ro'ot,1.ext4", "serial": "12345678901234567890"},
	      "overlay": {"path": "over lay.img"},
	      "config": {"path": "con:fig.img"},
	      "volumes": [{"path": "da,ta.img"}, {"path": "base.img"}, {"path": "over.img"}]
	    },
	    "nics": [{"network": "user", "mac": "52:54:00:00:00:01"},
	             {"network": "user", "mac": "52:54:00:00:00:02", "mtu": 1400}]
	  }
	}
	END
	cat >expected <<-'END'
	vda 12345678901234567890 1
	vdb  0
	vdc  0
	vdd da,ta 0
	vde  1
	vdf over 0
	52:54:00:00:00:01
	52:54:00:00:00:02
	2
	END
}

# boots MACHINE FORMAT - the slots, serials and NICs of the guest are those of the spec.
boots() {
	[ "$1" != microvm ] || clock=$(microvm_clock)
	sed -i "s/CLOCK/${clock-}/" spec.json
	"$BIN/mkconfigdisk" spec.json con:fig.img
	"$BIN/vmdef" --to qemu --machine "$1" --accel tcg --format "$2" spec.json >command
	if [ "$2" = lines ]; then
		mapfile -t argv <command
		timeout 180 "${argv[@]}" </dev/null >console
	else
		timeout 180 sh command </dev/null >console
	fi
	tr -d '\r' <console >plain
	"$BIN/mkconfigdisk" --status con:fig.img >status
	cat plain status
	grep -Eq '"exit_code": ?42' status
	grep -v '^\[' plain | tail -n "$(wc -l <expected)" | diff expected -
}

@test "pc boots what is printed for a shell" {
	boots pc shell
}

@test "q35 boots what is printed as lines" {
	boots q35 lines
}

@test "microvm boots what is printed for a shell" {
	boots microvm shell
}
