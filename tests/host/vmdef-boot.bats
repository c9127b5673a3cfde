#!/usr/bin/env bats
# vmdef-boot.bats - one spec makes the config disk and QEMU's command line, and they boot together.
# bats file_tags=delivered
load host

setup() {
	enter_scratch
	top=$BATS_TEST_DIRNAME/../..
	build=$BUILD
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
}

# more_disks COUNT - add further disks, which the guest's kernel finds and nothing mounts.
more_disks() {
	truncate -s 1M $(seq -f more%g "$1")
	jq '.host.disks.volumes += [range(1; $count + 1) | {path: "more\(.)", serial: "more\(.)"}] |
		.host.cmdline_append = "guest_init.timeout=0" |
		.volume_mounts += [range($count) | {device: "/dev/none\(.)", path: "/more\(.)", mode: "rw",
			required: false}]' --argjson count "$1" spec.json >more.json
	mv more.json spec.json
}

# What the guest is to say of its disks, with COUNT further ones, and NICs.
expected() {
	local i slots=(vd{g..z} vda{a..z})
	{
		printf '%s\n' 'vda 12345678901234567890 1' 'vdb  0' 'vdc  0' 'vdd da,ta 0' 'vde  1' 'vdf over 0'
		for ((i = 0; i < $1; i++)); do
			echo "${slots[i]} more$((i + 1)) 0"
		done
	} | LC_ALL=C sort
	printf '%s\n' 52:54:00:00:00:01 52:54:00:00:00:02 2
}

# boots MACHINE FORMAT COUNT - the slots, serials and NICs of the guest are those of the spec.
boots() {
	more_disks "$3"
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
	expected "$3" | diff - <(grep -v '^\[\|^guest-init: devices: ' plain)
}

@test "pc boots what is printed for a shell, past vdz" {
	boots pc shell 24
}

@test "q35 boots what is printed as lines, past vdz" {
	boots q35 lines 24
}

@test "microvm boots what is printed for a shell, with all the disks and NICs it has room for" {
	boots microvm shell 16
}

# starts MACHINE FILTER - QEMU starts a machine, of the spec changed by a jq program, that waits, and has
# all disks, in order.
starts() {
	local answers=$1.answers
	jq 'del(.host.initrd) | .host += {kernel: "image", console: {mode: "off"}} | '"$2" spec.json >limits.json
	"$BIN/vmdef" --to qemu --machine "$1" --accel tcg --format lines limits.json >command
	mapfile -t argv <command
	printf '{"execute": "%s"}\n' qmp_capabilities query-block query-cpus-fast query-rx-filter quit |
		timeout 120 "${argv[@]}" -S -qmp stdio >"$answers"
	jq -se --slurpfile spec limits.json '[.[].return | select(. != null)] as $r | $spec[0].host as $h |
		($r[1] | length == 3 + ($h.disks.volumes | length)) and ($r[2] | length == ($h.vcpus // 1)) and
		($r[3] | length == ($h.nics | length))' "$answers"
}

@test "QEMU takes each machine with as many disks and NICs as it may have, and CPUs" {
	local all='.host.disks.volumes = [range(128) | {path: "raw\(.)", serial: "s\(.)"}] |
		.volume_mounts = [range(64) | {device: "label:a\(.)", path: "/m\(.)", mode: "overlay",
			overlay_device: "serial:s\(. * 2 + 1)"}] |
		.host.nics = [range(16) | {network: "user"}] | .host.vcpus = 2'
	truncate -s 1M raw{0..127} image con:fig.img
	starts pc "$all"
	starts q35 "$all | .host.vcpus = 255"
	starts virt "$all | .host.vcpus = 9"
	starts microvm '.host.disks.volumes = [range(19) | {path: "raw\(.)"}] |
		.volume_mounts = [range(19) | {device: "label:a\(.)", path: "/m\(.)", mode: "rw"}]'
	for machine in pc q35 virt microvm; do
		run -5 "$BIN/vmdef" --to qemu --machine "$machine" <(jq '.host.vcpus = 513' spec.json)
		[[ $output == *"/host/vcpus: 513 is more than machine $machine can have"* ]]
	done
}

@test "virt: no firmware, the newest interrupt controller, PCI devices, its own console" {
	"$BIN/vmdef" --to qemu --machine virt --format lines spec.json >command
	[ "$(head -n 1 command)" = qemu-system-aarch64 ]
	grep -qx 'virt,accel=kvm:tcg,gic-version=max' command
	grep -q '^console=ttyAMA0 ' command
	run ! grep -E 'pflash|bios|-device,' command
	[ "$(grep -Ec '^virtio-(blk|net)-pci,' command)" = 8 ]
}

@test "virt: pointers are signed by a cipher that TCG is quick at, and by the CPU's own under KVM" {
	cpu() { "$BIN/vmdef" --to qemu --machine virt --accel "$1" --format lines spec.json | grep -A 1 -xe -cpu; }
	[ "$(cpu tcg)" = $'-cpu\nmax,pauth-impdef=on' ]
	[ "$(cpu kvm)" = $'-cpu\nmax' ]
	[ "$(cpu kvm:tcg)" = $'-cpu\nmax' ]
}

@test "pc and q35 don't count their timer's interrupts, which a busy host delays" {
	counts() { ! "$BIN/vmdef" --to qemu --machine "$1" --format lines spec.json | grep -q 'quiet no_timer_check'; }
	run -1 counts pc
	run -1 counts q35
	counts microvm
	counts virt
}

@test "microvm counts instructions under TCG, where its clock can't be measured; no other does" {
	for machine in pc q35 virt microvm; do
		for accel in kvm tcg kvm:tcg; do
			echo "$machine $accel $("$BIN/vmdef" --to qemu --machine "$machine" --accel "$accel" \
				--format lines spec.json | grep -xc -e -icount)"
		done
	done | grep -v ' 0$' | diff - <(echo 'microvm tcg 1')
}
