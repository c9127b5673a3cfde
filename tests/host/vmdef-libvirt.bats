#!/usr/bin/env bats
# vmdef-libvirt.bats - what is printed for libvirt passes its own schema, and a libvirtd defines it,
# starts it and boots it.
# bats file_tags=delivered
load host

# A libvirtd of our own, for qemu:///session. Root's would be the system's: for root it is that of the
# user nobody, in a directory of this user's. Nothing of it is in a home or in /run.
setup_file() {
	export LIBVIRT
	LIBVIRT=$(mktemp -d /tmp/guest-init.XXXXXX)
	mkdir "$LIBVIRT/home"
	[ "$(id -u)" != 0 ] || chown -R nobody "$LIBVIRT"
	as_libvirt timeout 600 libvirtd >"$LIBVIRT.log" 2>&1 3>&- &
	libvirtd=$!
	timeout 60 bash -c 'until virsh_ uri; do sleep 0.2; done' >/dev/null 2>&1 || {
		cat "$LIBVIRT.log"
		return 1
	}
}

teardown_file() {
	kill "$libvirtd" || true
	wait "$libvirtd" || true
	rm -rf "$LIBVIRT" "$LIBVIRT.log"
}

setup() {
	V=$BIN/vmdef
	FULL=$DATA/vmdef/full.json
	umask 022 # libvirtd and its virsh aren't who writes the files
	mkdir "$LIBVIRT/scratch"
	cd "$LIBVIRT/scratch" || return
}

teardown() {
	for domain in $(virsh_ list --all --uuid); do
		virsh_ destroy "$domain" || true
		virsh_ undefine "$domain"
	done >/dev/null 2>&1
	rm -rf "$LIBVIRT/scratch"
}

# as_libvirt COMMAND... - in place of this shell, so that the command's process is the caller's child.
as_libvirt() {
	local run=(env -i "PATH=$PATH" "HOME=$LIBVIRT/home" "XDG_RUNTIME_DIR=$LIBVIRT/home/run" "$@")
	[ "$(id -u)" != 0 ] || run=(setpriv --reuid nobody --regid nogroup --clear-groups "${run[@]}")
	exec "${run[@]}"
}

virsh_() {
	(as_libvirt timeout 60 virsh -q -c qemu:///session "$@")
}

export -f virsh_ as_libvirt # for what waits

# domain SPEC OPTION... - print the domain, which libvirt's own schema takes, into the file `domain`.
domain() {
	"$V" --to libvirt --accel tcg "${@:2}" "$1" >domain
	virt-xml-validate domain domain
}

# small JQ - print a spec whose files are there, changed by a jq program.
small() {
	truncate -s 1M kernel root over config
	[ "$(id -u)" != 0 ] || chown nobody . ./*
	jq -n --arg here "$PWD" '{cmd: ["x"], host: {name: "small", memory_mib: 64, kernel: "\($here)/kernel",
		disks: {rootfs: {path: "\($here)/root"}, overlay: {path: "\($here)/over"},
			config: {path: "\($here)/config"}}}} | '"$1"
}

@test "libvirt's own schema takes what is printed" {
	for machine in q35 pc virt; do
		for accel in kvm tcg; do
			"$V" --lossy --to libvirt --machine "$machine" --accel "$accel" "$FULL" 2>/dev/null >domain
			virt-xml-validate domain domain
		done
	done
}

# takes JQ OPTION... - libvirt defines the small domain, changed by a jq program, and QEMU starts with it;
# there is nothing in it to boot.
takes() {
	local name
	small "$1" >spec.json
	name=$(jq -r .host.name spec.json)
	domain spec.json "${@:2}"
	virsh_ define --validate domain
	virsh_ start --paused --domain "$name"
	virsh_ destroy --domain "$name"
	virsh_ undefine --domain "$name"
}

@test "libvirt takes odd names, serials and command lines, NICs, each console" {
	takes '.host += {name: "a b,c=<é>&\"'\''\\", uuid: "550E8400-e29b-41d4-a716-446655440000",
		cmdline_append: "a=\"b c\" '\''x'\'' <é>&",
		console: {mode: "file", path: "\($here)/é<&> \"'\''\\,log"},
		nics: [{network: "user"}, {network: "user", mac: "52:54:00:AB:CD:EF"}]} |
		.host.disks.rootfs.serial = "-_.+09azAZ"'
	takes '.host += {name: "...", console: {mode: "tty"}}'
	takes '.host += {console: {mode: "off"}}'
}

@test "libvirt takes any path of a disk, in a machine of each type" {
	for name in 'a,b' 'a b' "a'\"b" '<&>' 'é日' 'a:b' 'a;b' 'a\b' 'a#%?*[{(|$b'; do
		touch "$name"
		jq -n --arg name "$name" '$name' >>names.txt
	done
	for machine in q35 pc virt; do
		takes '.host.vcpus = 9 | .host.disks.volumes = [inputs | {path: "\($here)/\(.)"}] |
			.volume_mounts = [range(9) | {device: "label:x\(.)", path: "/m\(.)", mode: "rw"}]' \
			--machine "$machine" <names.txt
	done
}

@test "what libvirt would refuse is refused by name" {
	while IFS='|' read -r change message; do
		small "$change" >spec.json
		run -5 "$V" --to libvirt --accel tcg spec.json
		[[ $output == *": $message"* ]] || { echo "$change: $output"; false; }
	done <<-'END'
	.host.name = "."|/host/name: "." is no file name
	.host.name = ".."|/host/name: ".." is no file name
	.host.name = "a/b"|/host/name: "a/b" is no file name
	del(.host.name)|/host: "name" is missing
	.host.disks.rootfs.serial = "a/b"|/host/disks/rootfs: its serial "a/b" has a character that libvirt refuses
	.rootfs.layers = ["serial:a,b"]|/host/disks/rootfs: its serial "a,b" has a character that libvirt refuses
	.host.disks.rootfs.path = "root"|/host/disks/rootfs: its path must be absolute
	.host.kernel = "kernel"|/host/kernel: its path must be absolute
	.host.initrd = "initrd"|/host/initrd: its path must be absolute
	.host.console = {mode: "file", path: "log"}|/host/console/path: its path must be absolute
	.host.nics = [{network: "user", mtu: 1400}]|/host/nics/0: libvirt gives the network "user" no mtu
	.host.vcpus = 256|/host/vcpus: 256 is more than machine q35 can have (255)
	.host.targets.libvirt = {}|/host/targets/libvirt: can't be merged into XML
	END
}

# boots MACHINE - the slots, serials and NICs of the guest are those of the spec, past vdz as well.
boots() {
	local build
	build=$(realpath "${BUILD:-$BATS_TEST_DIRNAME/../../build}")
	cp "$build/kernel/vmlinuz" "$build/initrd.img" .
	cp --sparse=always "$build/demo-root.ext4" root.ext4
	mkdir empty
	"$BATS_TEST_DIRNAME/../../rootfs/mkext4.sh" empty data.img 16M
	cp --sparse=always data.img over.img
	truncate -s 1M raw{1..28}
	jq -n --arg here "$PWD" '{
		cmd: ["/bin/sh", "-c", "cd /sys/block && for d in vd*; do
				echo \"$d $(cat $d/serial) $(cat $d/ro)\"; done;
			cat /sys/class/net/eth?/address; grep -c \" /data \" /proc/mounts; exit 42"],
		network_enabled: true, guest_ip: "10.0.2.15", guest_cidr: 24,
		volume_mounts: ([{device: "serial:da-ta", path: "/data", mode: "rw"}] +
			[range(1; 29) | {device: "/dev/none\(.)", path: "/m\(.)", mode: "rw", required: false}]),
		host: {
			name: "a b", memory_mib: 256, kernel: "\($here)/vmlinuz", initrd: "\($here)/initrd.img",
			cmdline_append: "guest_init.timeout=0", console: {mode: "file", path: "\($here)/console"},
			disks: {
				rootfs: {path: "\($here)/root.ext4", serial: "12345678901234567890"},
				overlay: {path: "\($here)/over.img"}, config: {path: "\($here)/config.img"},
				volumes: ([{path: "\($here)/data.img"}] +
					[range(1; 29) | {path: "\($here)/raw\(.)", serial: "raw\(.)",
						readonly: (. % 2 == 0)}])
			},
			nics: [{network: "user", mac: "52:54:00:00:00:01"},
				{network: "user", mac: "52:54:00:00:00:02"}]
		}}' >spec.json
	"$BIN/mkconfigdisk" spec.json config.img
	domain spec.json --machine "$1"
	[ "$(id -u)" != 0 ] || chown nobody . ./*
	virsh_ define --validate domain
	virsh_ start 'a b'
	timeout 180 bash -c 'until [ "$("$@")" = "shut off" ]; do sleep 0.5; done' - virsh_ domstate 'a b'
	"$BIN/mkconfigdisk" --status config.img >status
	tr -d '\r' <console >plain
	cat plain status
	jq -e '.state == "exited" and .exit_code == 42' status
	expected | diff - <(grep -v '^\[\|^guest-init: ' plain)
}

expected() {
	local i slots=(vd{d..z} vda{a..f})
	{
		printf '%s\n' 'vda 12345678901234567890 1' 'vdb  0' 'vdc  0' 'vdd da-ta 0'
		for i in {1..28}; do
			echo "${slots[i]} raw$i $((i % 2 == 0))"
		done
	} | LC_ALL=C sort
	printf '%s\n' 52:54:00:00:00:01 52:54:00:00:00:02 1
}

@test "a libvirtd boots a q35, and the workload's exit is in the end record" {
	boots q35
}

@test "a libvirtd boots a pc, and the workload's exit is in the end record" {
	boots pc
}
