#!/usr/bin/env bats
# vmdef.bats - what is printed for each VMM, and what is refused.
load host

setup() {
	enter_scratch
	V=$BIN/vmdef
	FULL=$DATA/vmdef/full.json
}

# spec JQ - print the full spec, changed by a jq program.
spec() {
	jq "$1" "$FULL"
}

# Without what Firecracker and the older Cloud Hypervisor can't express.
PLAIN='del(.host.uuid, .host.vsock.socket, .host.console, .volume_mounts[1:], .host.initrd,
	.host.disks.volumes[1:], .host.nics[0].mtu, .host.disks.volumes[0].serial, .host.disks.volumes[0].format)'

@test "each target prints what it printed before" {
	for target in cloud-hypervisor cloud-hypervisor-0.3 firecracker qemu libvirt cocoon quantavirt; do
		"$V" --to "$target" --lossy "$FULL" >out 2>report
		diff -u "$DATA/vmdef/full.$target" out
		sed "s|$FULL|SPEC|" report | diff -u "$DATA/vmdef/full.$target.report" -
	done
}

@test "what a target can't express is refused by name, and nothing is printed" {
	for target in cloud-hypervisor-0.3 firecracker qemu libvirt cocoon quantavirt; do
		run -5 --separate-stderr "$V" --to "$target" "$FULL"
		[ -z "$output" ]
		sed 's/warning: dropped for/can'\''t be expressed for/' "$DATA/vmdef/full.$target.report" |
			diff -u - <(echo "$stderr" | sed "s|$FULL|SPEC|")
	done
}

@test "a plain spec needs no --lossy" {
	while IFS='|' read -r target change; do
		spec "$PLAIN | $change" | "$V" --to "$target" - >out 2>report
		[ ! -s report ]
	done <<-'END'
	qemu|.
	libvirt|.
	firecracker|.host.vsock.socket = "/s"
	cloud-hypervisor-0.3|.host.vsock.socket = "/s"
	cocoon|del(.host.vsock)
	quantavirt|del(.host.vsock) | .host.nics = [{network: "a"}]
	END
}

@test "trap: a serial is a word, and an item of a list, on cocoon's command line" {
	export serial
	for serial in 'a init=x' 'a,b' 'a"b'; do
		spec "$PLAIN | del(.host.vsock) | .rootfs.layers = [\"serial:\" + env.serial]" >spec.json
		run -5 "$V" --to cocoon spec.json
		[[ $output == *"/host/disks/rootfs: its serial \"$serial\" has a blank, comma or quote"* ]]
	done
}

@test "trap: every disk of Cloud Hypervisor says its image type" {
	"$V" --to cloud-hypervisor "$FULL" | jq -e '[.disks[].image_type] ==
		["Raw","Raw","Raw","Qcow2","Raw","Raw","Raw"]'
}

@test "trap: the guest's address is never that of the host's TAP device" {
	for target in cloud-hypervisor cloud-hypervisor-0.3; do
		"$V" --lossy --to "$target" "$FULL" 2>/dev/null | jq -e '.net | all(has("ip") or has("mask") | not)'
	done
}

@test "trap: the two Cloud Hypervisors differ by payload" {
	"$V" --to cloud-hypervisor "$FULL" | jq -e 'has("payload") and (has("kernel") or has("cmdline") | not)'
	"$V" --lossy --to cloud-hypervisor-0.3 "$FULL" 2>/dev/null |
		jq -e '(has("payload") | not) and has("kernel") and has("cmdline")'
}

@test "trap: Firecracker has no root device, unique drive ids of letters and digits, no --" {
	"$V" --lossy --to firecracker "$FULL" 2>/dev/null >out
	jq -e '[.drives[].is_root_device] | any | not' out
	jq -e '[.drives[].drive_id] | (unique | length) == 7 and all(test("^[A-Za-z0-9_]+$"))' out
	jq -e '."boot-source".boot_args | test("--|root=") | not' out
	for vcpus in 0 3 33 34; do
		run ! "$V" --lossy --to firecracker <(spec ".host.vcpus = $vcpus")
	done
	for vcpus in 1 2 32; do
		"$V" --lossy --to firecracker <(spec ".host.vcpus = $vcpus") >/dev/null 2>&1
	done
	cp "$BUILD/kernel/vmlinuz" .
	run -5 "$V" --lossy --to firecracker <(spec '.host.kernel = "vmlinuz"')
	[[ $output == *"/host/kernel: is a bzImage"* ]]
}

@test "trap: NICs are matched by MAC: the guest's own MAC reaches the VMM" {
	run -4 "$V" --to qemu <(spec '.host.nics = [{}]')
	[[ $output == *"/host/nics/0: has not one of"* ]]
	run -4 "$V" --to qemu <(spec '.host.nics[0].bridge = "br0"')
	[[ $output == *"/host/nics/0: has not one of"* ]]
	"$V" --lossy --to firecracker "$FULL" 2>/dev/null |
		jq -e '."network-interfaces"[0].guest_mac == "52:54:00:ab:cd:ef"'
}

@test "trap: a socket's path has less than 108 bytes" {
	long=/$(printf 'x%.0s' {1..107})
	"$V" --to cloud-hypervisor <(spec ".host.vsock.socket = \"${long%x}\"") >/dev/null
	run -4 "$V" --to cloud-hypervisor <(spec ".host.vsock.socket = \"$long\"")
}

@test "trap: a console that is off is Off, not false" {
	for target in cloud-hypervisor cloud-hypervisor-0.3; do
		"$V" --lossy --to "$target" <(spec '.host.console = {mode: "off"}') 2>/dev/null >out
		jq -e '.serial.mode == "Off" and .console.mode == "Off"' out
		jq -e '(.payload.cmdline // .cmdline.args) | test("console=") | not' out
	done
}

@test "QEMU: commas are doubled, serials are never cut, every argument is one" {
	"$V" --lossy --to qemu --format lines "$FULL" 2>/dev/null >lines
	grep -q 'file=/images/root,,1.ext4$' lines
	run -4 "$V" --to qemu <(spec '.host.disks.rootfs.serial = "123456789012345678901"')
	for change in '.host.disks.rootfs.serial = "a,b c"' '.rootfs.layers = ["serial:a,b c"]'; do
		spec "$PLAIN | $change" | "$V" --to qemu --format lines - | grep -q ',serial=a,,b c,'
	done
	"$V" --lossy --to qemu "$FULL" 2>/dev/null >shell
	sed 's/qemu-system-x86_64/printf "%s\\n" &/' shell | sh | diff lines -
}

@test "slots: vdz is followed by vdaa" {
	spec "$PLAIN | .host.disks.volumes = [range(60) | {path: \"/v\\(.)\"}] |
		.volume_mounts = [range(60) | {device: \"label:x\\(.)\", path: \"/m\\(.)\", mode: \"rw\"}] |
		.volume_mounts[0].device = \"/dev/vdbk\"" >many.json
	"$V" --to cloud-hypervisor <(jq '.host.vsock.socket = "/s"' many.json) |
		jq -e '[.disks[23:29][].id] == ["vdx","vdy","vdz","vdaa","vdab","vdac"] and .disks[62].id == "vdbk"'
	run -4 "$V" --to qemu <(jq '.volume_mounts[0].device = "/dev/vdbl"' many.json)
	[[ $output == *"/volume_mounts/0/device: the machine has no disk /dev/vdbl (its last one is vdbk)"* ]]
	run -5 "$V" --to qemu --machine microvm many.json
	[[ $output == *"has room for 24"* ]]
}

@test "disks and mounts that don't fit together are refused" {
	while IFS='|' read -r change message; do
		run -4 "$V" --to cloud-hypervisor <(spec "$change")
		[[ $output == *": $message"* ]] || { echo "$change: $output"; false; }
	done <<-'END'
	del(.host)|/: "host" is missing
	del(.host.kernel)|/host: "kernel" is missing
	del(.host.disks.rootfs)|/host/disks: "rootfs" is missing
	del(.host.disks.overlay)|/host/disks: "overlay" is missing
	del(.host.disks.config)|/host/disks: "config" is missing
	del(.host.nics)|/network_enabled: is true, but host.nics is empty
	del(.host.console.path)|/host/console: mode file needs "path"
	.host.console.mode = "tty"|/host/console/path: is only for mode file
	.host.name = "a\nb"|/host/name: contains a control character
	.host.cmdline_append = "a\u007fb"|/host/cmdline_append: "a?b" has a control character
	.host.disks.volumes[1].serial = "data"|/host/disks/volumes/1/serial: "data" is the serial of another disk already
	.host.disks.volumes[1].serial = "other"|/volume_mounts/1/device: no disk has the serial "base" (that of /host/disks/volumes/1, which is in its place, is "other")
	del(.host.disks.volumes[3])|/host/disks: has 3 volumes, but volume_mounts takes 4
	.host.disks.volumes[0].readonly = true|/volume_mounts/0/device: is written to, but /host/disks/volumes/0 is read-only
	.rootfs.layers = ["/dev/vda", "/dev/vdz"]|/rootfs/layers/1: the machine has no disk /dev/vdz
	.rootfs.layers = ["/dev/vda", "serial:gone"]|/rootfs/layers/1: no disk has the serial "gone"
	.rootfs.upper = "/dev/vdz"|/rootfs/upper: the machine has no disk /dev/vdz
	.host.disks.overlay.readonly = true|/rootfs/upper: is written to, but /host/disks/overlay is read-only
	END
}

@test "the command line has at most 2047 bytes" {
	fill() { printf 'x%.0s' $(seq "$1"); }
	"$V" --to cloud-hypervisor <(spec ".host.cmdline_append = \"$(fill 2018)\"") |
		jq -e '.payload.cmdline | length == 2047'
	run -5 "$V" --to cloud-hypervisor <(spec ".host.cmdline_append = \"$(fill 2019)\"")
	[[ $output == *"/host/cmdline_append: makes a kernel command line of 2048 bytes (at most 2047 fit)"* ]]
	run -5 "$V" --lossy --to firecracker <(spec ".host.cmdline_append = \"$(fill 1700)\"")
	[[ $output == *"/host/cmdline_append: makes"* ]]
}

@test "host.targets is merged as RFC 7396 says" {
	while IFS='|' read -r patch query; do
		"$V" --to cloud-hypervisor <(spec ".host.targets = {\"cloud-hypervisor\": $patch, qemu: {}}") |
			jq -e "$query"
	done <<-'END'
	{"memory": {"shared": true}}|.memory == {size: 268435456, shared: true}
	{"memory": null}|has("memory") | not
	{"memory": [1, null]}|.memory == [1, null]
	{"rng": {"src": "/dev/hwrng", "iommu": null}}|.rng == {src: "/dev/hwrng"}
	{"cpus": {"boot_vcpus": {"a": null}}}|.cpus.boot_vcpus == {}
	END
	run -5 "$V" --lossy --to qemu <(spec '.host.targets.qemu = {append: [1]}')
	[[ $output == *"vmdef: host.targets.qemu: an argument isn't a string"* ]]
	run -5 "$V" --lossy --to qemu --format lines <(spec '.host.targets.qemu = {append: ["a\nb"]}')
	run -5 "$V" --lossy --to qemu <(spec '.host.targets.qemu = {argv: null}')
	run -5 "$V" --lossy --to qemu <(spec '.host.targets.qemu = {argv: []}')
	[[ $output == *"vmdef: host.targets.qemu: argv is empty"* ]]
	run -0 --separate-stderr "$V" --to cloud-hypervisor \
		<(spec '.host.targets = {"cloud-hypervisr": {}, "x-mine": {}, a: {}}')
	[[ $stderr == *': /host/targets/cloud-hypervisr: warning: there is no such target, ignored (did you mean "cloud-hypervisor"?)
'*': /host/targets/a: warning: there is no such target, ignored' ]]
}

@test "--list: all targets, sources and machines" {
	local name
	run -0 "$V" --list
	for name in cloud-hypervisor cloud-hypervisor-0.3 firecracker qemu libvirt cocoon quantavirt ozone \
		q35 pc microvm virt; do
		grep -qE "^  $name +" <<<"$output"
	done
	run -1 sh -c '"$1" --list >/dev/full' - "$V"
}

@test "misuse is refused with status 2" {
	while read -r line; do
		read -ra arguments <<<"$line"
		run -2 "$V" "${arguments[@]}"
	done <<-'END'
	--to nothing spec.json
	--to qemu
	--to qemu a b
	--to qemu --machine i440fx spec.json
	--to qemu --accel hvf spec.json
	--to qemu --format json spec.json
	--to qemu --list spec.json
	--list --lossy
	spec.json
	END
	run -2 env SOURCE_DATE_EPOCH=x "$V" --to qemu "$FULL"
	run -1 "$V" --to qemu none.json
	run -3 "$V" --to qemu <(echo '{')
	run -4 "$V" --to qemu <(echo '{"cmd": 1}')
	run -1 sh -c '"$1" --lossy --to qemu "$2" >/dev/full' - "$V" "$FULL"
}

@test "an independent validator accepts what is printed for Cloud Hypervisor 0.3" {
	for change in . 'del(.host.nics, .host.vsock, .host.console) | .network_enabled = false' \
		'.host.console = {mode: "off"}'; do
		"$V" --lossy --to cloud-hypervisor-0.3 <(spec "$change") 2>/dev/null >out
		python3 - "$DATA/vmdef/cloud-hypervisor-0.3.schema" out <<-'END'
		import json, sys, jsonschema
		schema, document = (json.load(open(name)) for name in sys.argv[1:])
		jsonschema.Draft7Validator.check_schema(schema)
		jsonschema.validate(document, schema)
		END
	done
}

@test "what is printed for QuantaVirt, cocoon, Cloud Hypervisor 0.3 passes --check" {
	for target in quantavirt cocoon cloud-hypervisor-0.3; do
		"$V" --lossy --to "$target" "$FULL" 2>/dev/null >out
		run -0 "$V" --check "$target" out
		[ -z "$output" ]
	done
	"$V" --lossy --to cocoon "$FULL" 2>/dev/null | "$V" --from cocoon - |
		jq -e '.host.disks.config.path == "/images/config.img" and
			.networks[0] == {mac: "52:54:00:ab:cd:ef", addresses: ["10.0.0.2/24"], gateway: "10.0.0.1"} and
			.host.memory_mib == 256'
}

@test "Ozone: says that the VM can't boot; --lossy prints a document that is valid" {
	truncate -s 1536M root.img
	run -5 --separate-stderr "$V" --to ozone <(spec ".host.disks.rootfs.path = \"$PWD/root.img\"")
	[[ $stderr == *"/host: the VM can't boot: Ozone has one disk, no config disk and no kernel"* ]]
	SOURCE_DATE_EPOCH=1700000000 "$V" --lossy --to ozone \
		<(spec ".host.disks.rootfs.path = \"$PWD/root.img\"") 2>/dev/null >web-01.json
	"$V" --check ozone web-01.json
	grep -q '"size_gb":[[:space:]]*1\.5,' web-01.json
	jq -e '.vm.created_at == "2023-11-14T22:13:20Z" and .memory.size_mb == 256' web-01.json
	truncate -s 2G root.img
	"$V" --lossy --to ozone <(spec ".host.disks.rootfs.path = \"$PWD/root.img\"") 2>/dev/null |
		grep -q '"size_gb":[[:space:]]*2\.0,'
	rm root.img
	qemu-img create -q -f qcow2 root.qcow2 3G
	"$V" --lossy --to ozone <(spec ".host.disks.rootfs = {path: \"$PWD/root.qcow2\", format: \"qcow2\"}") \
		2>/dev/null | jq -e '.disk.size_gb == 3 and .disk.format == "qcow2"'
	run -5 "$V" --lossy --to ozone "$FULL"
	[[ $output == *"/host/disks/rootfs: its size can't be read"* ]]
}

@test "libvirt: well-formed XML, whatever the names" {
	spec '.host.name = "a<b>&\"c\"" | .host.disks.rootfs.path = "/é\"<&>"' >spec.json
	"$V" --lossy --to libvirt spec.json 2>/dev/null >out
	[ "$(xmllint --xpath 'string(/domain/name)' out)" = 'a<b>&"c"' ]
	[ "$(xmllint --xpath 'string(//disk[1]/source/@file)' out)" = '/é"<&>' ]
	[ "$("$V" --lossy --machine virt --accel tcg --to libvirt "$FULL" 2>/dev/null |
		xmllint --xpath 'string(/domain/@type)' -)" = qemu ]
	run -5 "$V" --lossy --machine microvm --to libvirt "$FULL"
	run -5 "$V" --lossy --to libvirt <(spec '.host.targets.libvirt = {}')
	[[ $output == *"/host/targets/libvirt: can't be merged into XML"* ]]
}

# bats test_tags=many
@test "random specs: slots, serials, read-only and mounts agree in every target and on the config disk" {
	"$BATS_TEST_DIRNAME/vmdef_property.py" "$BIN" 60
}
