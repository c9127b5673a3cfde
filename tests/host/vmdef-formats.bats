#!/usr/bin/env bats
# vmdef-formats.bats - the VMMs' own documents: their examples are accepted, each of their rules
# refuses a case, and what follows from them is printed as a spec.
load host

setup() {
	enter_scratch
	V=$BIN/vmdef
}

# refuses SOURCE EXAMPLE - each line of standard input changes the example by a jq program; the
# message behind '|' has to come, as an error.
refuses() {
	local line change message
	while read -r line; do
		change=${line%|*} message=${line##*|}
		jq "$change" "$DATA/vmdef/$1/$2" >"$2"
		run -4 "$V" --check "$1" "$2"
		[[ $output == *": $message"* ]] || { echo "$change: $output"; return 1; }
		[[ $output =~ ^"$2":[1-9][0-9]*:[1-9] ]] || { echo "$change: no place: $output"; return 1; }
		run -4 "$V" --from "$1" "$2"
	done
}

# accepts SOURCE EXAMPLE - the same, with nothing to say.
accepts() {
	local change
	while read -r change; do
		jq "$change" "$DATA/vmdef/$1/$2" >"$2"
		run -0 "$V" --check "$1" "$2"
		[ -z "$output" ] || { echo "$change: $output"; return 1; }
	done
}

@test "every example is accepted without a word, and makes the spec that it made before" {
	for file in "$DATA"/vmdef/*/*.json; do
		source=$(basename "$(dirname "$file")")
		run -0 "$V" --check "$source" "$file"
		[ -z "$output" ]
		"$V" --from "$source" "$file" 2>report >out
		diff -u "${file%.json}.spec" out
		sed "s|$file|VM|" report | diff -u "${file%.json}.report" -
	done
}

# bats test_tags=many
@test "every field of each format is known, and refused when it is of another type" {
	for file in quantavirt/every-field cocoon/every-field cocoon/record ozone/web-01 \
		cloud-hypervisor-0.3/example; do
		"$BATS_TEST_DIRNAME/vmdef_types.py" "$V" "${file%/*}" "$DATA/vmdef/$file.json"
	done
}

# bats test_tags=many
@test "Ozone: required fields, UUID v4, time, MAC, the file's name" {
	accepts ozone web-01.json <<-'END'
	.disk.size_gb = 1
	.vm.created_at = "2024-02-29T23:59:60.5+01:00"
	.network.type = "e1000"
	.["x-mine"] = 1
	END
	refuses ozone web-01.json <<-'END'
	del(.vm)|/: "vm" is missing
	del(.cpu)|/: "cpu" is missing
	del(.memory)|/: "memory" is missing
	del(.network)|/: "network" is missing
	del(.disk)|/: "disk" is missing
	del(.vm.name)|/vm: "name" is missing
	del(.vm.uuid)|/vm: "uuid" is missing
	del(.vm.created_at)|/vm: "created_at" is missing
	del(.cpu.cores)|/cpu: "cores" is missing
	del(.cpu.type)|/cpu: "type" is missing
	del(.memory.size_mb)|/memory: "size_mb" is missing
	del(.network.interface)|/network: "interface" is missing
	del(.network.type)|/network: "type" is missing
	del(.network.mac)|/network: "mac" is missing
	del(.disk.name)|/disk: "name" is missing
	del(.disk.path)|/disk: "path" is missing
	del(.disk.size_gb)|/disk: "size_gb" is missing
	del(.disk.format)|/disk: "format" is missing
	.vm = []|/vm: is an array
	.vm.name = "web-02"|/vm/name: "web-02" is not the file's name
	.vm.uuid = "550e8400-e29b-11d4-a716-446655440000"|/vm/uuid: "550e8400-e29b-11d4-a716-446655440000" is not a UUID of version 4
	.vm.uuid = "550e8400-e29b-41d4-c716-446655440000"|/vm/uuid: "550e8400-e29b-41d4-c716-446655440000" is not a UUID of version 4
	.vm.uuid = "x"|/vm/uuid: "x" is
	.vm.created_at = "2024-06-01"|/vm/created_at: "2024-06-01" is not a time
	.vm.created_at = "2024-06-01T12:00:00"|/vm/created_at: "2024-06-01T12:00:00" is not a time
	.vm.created_at = "2024-06-01T12:00:00.Z"|/vm/created_at: "2024-06-01T12:00:00.Z" is not a time
	.vm.created_at = "2023-02-29T12:00:00Z"|/vm/created_at: "2023-02-29T12:00:00Z" is a day that doesn't exist
	.vm.created_at = "2024-06-01T24:00:00Z"|/vm/created_at: "2024-06-01T24:00:00Z" is a time that doesn't exist
	.cpu.cores = 0|/cpu/cores: 0 is not from 1
	.cpu.cores = 1.5|/cpu/cores: 1.5 is not an integer
	.memory.size_mb = "2048"|/memory/size_mb: is a string
	.memory.size_mb = 0|/memory/size_mb: 0 is not from 1
	.network.mac = "52:54:00:ab:cd"|/network/mac: "52:54:00:ab:cd" is not a MAC address
	.disk.path = "web.qcow2"|/disk/path: "web.qcow2" is not absolute
	.disk.size_gb = 0|/disk/size_gb: 0 is not more than 0
	.disk.size_gb = "20"|/disk/size_gb: is not a number
	END
}

# bats test_tags=many
@test "QuantaVirt: fields, ranges, enums" {
	accepts quantavirt database.json <<-'END'
	.memory.hugepages = false
	.memory.max_size = "64G"
	.memory.size = "4T" | .memory.max_size = "4096G"
	.cpu.topology = {threads: 2, cores: 8}
	.cpu.topology = {}
	.storage[0] |= (.io = "threads" | .cache = "writeback")
	.storage[0].cache = "directsync"
	.network = null
	END
	refuses quantavirt database.json <<-'END'
	del(.name)|/: "name" is missing
	del(.cpu)|/: "cpu" is missing
	del(.memory)|/: "memory" is missing
	del(.storage)|/: "storage" is missing
	.name = ""|/name: "" is not a name
	.name = ("x" * 65)|/name: "xxx
	.name = "a b"|/name: "a b" is not a name
	.description = ("x" * 513)|/description: "xxx
	.uuid = "550e8400-e29b-11d4-a716-446655440000"|/uuid: "550e8400-e29b-11d4-a716-446655440000" is not a UUID of version 4
	del(.cpu.count)|/cpu: "count" is missing
	.cpu.count = 0|/cpu/count: 0 is not from 1 to 256
	.cpu.count = 257|/cpu/count: 257 is not from 1 to 256
	.cpu.model = "EPYC-rome"|/cpu/model: "EPYC-rome" is not one of
	.cpu.features = ["aes"]|/cpu/features/0: "aes" is not a CPU flag
	.cpu.topology.sockets = 9|/cpu/topology/sockets: 9 is not from 1 to 8
	.cpu.topology.cores = 129|/cpu/topology/cores: 129 is not from 1 to 128
	.cpu.topology.threads = 3|/cpu/topology/threads: 3 is not from 1 to 2
	.cpu.topology.sockets = 0|/cpu/topology/sockets: 0 is not from 1 to 8
	.cpu.topology.cores = 0|/cpu/topology/cores: 0 is not from 1 to 128
	.cpu.topology.threads = 0|/cpu/topology/threads: 0 is not from 1 to 2
	.cpu.pin = {"16": 0}|/cpu/pin/16: is not a virtual CPU (0 to 15)
	.cpu.pin = {"a": 0}|/cpu/pin/a: is not a virtual CPU
	.cpu.pin = {"0": -1}|/cpu/pin/0: is not a physical CPU
	.cpu.pin = []|/cpu/pin: is not an object
	.cpu.weight = 0|/cpu/weight: 0 is not from 1 to 65535
	.cpu.weight = 65536|/cpu/weight: 65536 is not from 1 to 65535
	.cpu.cap = -1|/cpu/cap: -1 is not from 0 to 100
	.cpu.cap = 101|/cpu/cap: 101 is not from 0 to 100
	.cpu.numa_node = -1|/cpu/numa_node: -1 is not from 0
	del(.memory.size)|/memory: "size" is missing
	.memory.size = "8GB"|/memory/size: "8GB" is not a size
	.memory.size = 8|/memory/size: is a number
	.memory.size = "5T"|/memory/size: is more than 4T
	.memory.max_size = "63G"|/memory/max_size: is less than size
	.memory.hugepages = "4M"|/memory/hugepages: is not one of
	.memory.hugepages = true|/memory/hugepages: is not one of
	.memory.encrypted = true|/memory/encrypted: requires security.sev or security.tdx
	.storage[0].type = "scsi"|/storage/0/type: "scsi" is not one of
	del(.storage[0].path)|/storage/0: "path" is missing
	.storage[0].path = "disk.img"|/storage/0/path: "disk.img" is not absolute
	.storage[0].format = "vmdk"|/storage/0/format: "vmdk" is not one of
	.storage[0].media = "floppy"|/storage/0/media: "floppy" is not one of
	.storage[0].boot_index = 100|/storage/0/boot_index: 100 is not from 0 to 99
	.storage[0].boot_index = -1|/storage/0/boot_index: -1 is not from 0 to 99
	.storage[0].cache = "unsafe"|/storage/0/cache: "unsafe" is not one of
	.storage[0].io = "io_uring"|/storage/0/io: "io_uring" is not one of
	.storage[0].queues = 65|/storage/0/queues: 65 is not from 1 to 64
	.storage[0].queues = 0|/storage/0/queues: 0 is not from 1 to 64
	.storage[0].type = "nvme"|/storage/0: queues are for virtio-blk only
	.storage[0] |= (.type = "ide" | .queues = 1 | .discard = true)|/storage/0: discard is for virtio-blk only
	.storage[0].io_limit = "fast"|/storage/0/io_limit: "fast" is not a size
	.storage[0].iops_limit = 0|/storage/0/iops_limit: 0 is not from 1 to 1000000
	.storage[0].iops_limit = 1000001|/storage/0/iops_limit: 1000001 is not from 1 to 1000000
	.storage[0].encrypted.kem = "RSA"|/storage/0/encrypted/kem: "RSA" is not one of
	.storage[0].encrypted.aead = "ROT13"|/storage/0/encrypted/aead: "ROT13" is not one of
	.network = [range(17) | {network: "a"}]|/network: has 17
	.network[0].type = "rtl8139"|/network/0/type: "rtl8139" is not one of
	del(.network[0].network)|/network/0: "network" is missing
	.network[0].mac = "52:54"|/network/0/mac: "52:54" is not a MAC address
	.network[0].queues = 17|/network/0/queues: 17 is not from 1 to 16
	.network[0].queues = 0|/network/0/queues: 0 is not from 1 to 16
	.network[0].type = "e1000"|/network/0/queues: are for virtio-net only
	.network[0].vhost_user = {}|/network/0/vhost_user: "socket" is missing
	.network[0].mtu = 575|/network/0/mtu: 575 is not from 576 to 9000
	.network[0].mtu = 9001|/network/0/mtu: 9001 is not from 576 to 9000
	.network[0].vlan = 0|/network/0/vlan: 0 is not from 1 to 4094
	.network[0].vlan = 4095|/network/0/vlan: 4095 is not from 1 to 4094
	.network[0].offload.tso = 1|/network/0/offload/tso: is a number
	.network[0].pqc_kem = "x"|/network/0/pqc_kem: "x" is not one of
	.network[0].pqc_aead = "x"|/network/0/pqc_aead: "x" is not one of
	.console.type = "tty"|/console/type: "tty" is not one of
	.graphics.type = "vga"|/graphics/type: "vga" is not one of
	.graphics.vnc.listen = "localhost"|/graphics/vnc/listen: "localhost" is not an IP address
	.graphics.vnc.port = 80|/graphics/vnc/port: 80 is not from 1024 to 65535
	.graphics.vnc.port = 65536|/graphics/vnc/port: 65536 is not from 1024 to 65535
	.graphics.vnc.password = "123456789"|/graphics/vnc/password: the value is longer than 8 characters
	.usb = [range(9) | {vendor_id: "0x0001", product_id: "0x0001"}]|/usb: has 9
	.usb = [{vendor_id: "046d", product_id: "0xc52b"}]|/usb/0/vendor_id: "046d" is not a USB id
	.usb = [{vendor_id: "0x046d"}]|/usb/0: "product_id" is missing
	.usb = [{product_id: "0x046d"}]|/usb/0: "vendor_id" is missing
	.usb = [{vendor_id: "0x046d", product_id: "0xc52bx"}]|/usb/0/product_id: "0xc52bx" is not a USB id
	.boot.order = ["tape"]|/boot/order/0: "tape" is not one of
	.pqc.backend = "x"|/pqc/backend: "x" is not one of
	.pqc.attestation.algorithm = "x"|/pqc/attestation/algorithm: "x" is not one of
	.pqc.storage_encryption.kem = "x"|/pqc/storage_encryption/kem: "x" is not one of
	.pqc.storage_encryption.aead = "x"|/pqc/storage_encryption/aead: "x" is not one of
	.migration.max_downtime_ms = 0|/migration/max_downtime_ms: 0 is not from 1 to 10000
	.migration.max_downtime_ms = 10001|/migration/max_downtime_ms: 10001 is not from 1 to 10000
	.migration.bandwidth = "x"|/migration/bandwidth: "x" is not a size
	.security.sev.policy = -1|/security/sev/policy: -1 is not from 0
	.cpu.model = "EPYC" | .security.sev = {enabled: true, es: true}|/security/sev/es: requires EPYC 7002
	.cpu.model = "EPYC-Rome" | .security.sev = {enabled: true, snp: true}|/security/sev/snp: requires EPYC 7003
	.cpu.model = "Icelake-Server" | .security.sev.enabled = true|/security/sev/enabled: requires an EPYC
	.cpu.model = "Icelake-Server" | .security.tdx.enabled = true|/security/tdx/enabled: requires a Xeon
	END
}

@test "QuantaVirt: the rules that have a QV_ERR_ name" {
	refuses quantavirt database.json <<-'END'
	.cpu.count = 8 | del(.cpu.pin)|/cpu/topology: QV_ERR_INVAL: CPU topology does not match count
	.memory.size = "127M"|/memory/size: QV_ERR_INVAL: memory size below minimum (128 MB)
	.storage = []|/storage: QV_ERR_INVAL: no storage devices configured
	.boot = {secure_boot: true}|/boot/secure_boot: QV_ERR_INVAL: secure_boot requires UEFI firmware
	del(.storage[0].cache)|/storage/0: QV_ERR_INVAL: native AIO incompatible with writeback cache
	.storage[0].cache = "writethrough"|/storage/0: QV_ERR_INVAL: native AIO incompatible with writethrough cache
	END
	example=$DATA/vmdef/quantavirt/database.json
	run -4 "$V" --check quantavirt --names web,postgres-prod "$example"
	[[ $output == *"/name: QV_ERR_EXIST: VM name already in use" ]]
	run -4 "$V" --check quantavirt --networks data,datacenter2 "$example"
	[[ $output == *"/network/0/network: QV_ERR_NOENT: network 'datacenter' not found" ]]
	run -4 "$V" --check quantavirt --networks '' "$example"
	run -0 "$V" --check quantavirt --networks data,datacenter --names postgres,prod,postgres-prod2 "$example"
	run -0 "$V" --check quantavirt --networks datacenter, --names , "$example"
	run -4 "$V" --check quantavirt --here "$DATA/vmdef/quantavirt/confidential.json"
	[[ $output == *"/storage/0: QV_ERR_NOENT: disk image not found"* ]]
	[[ -e /sys/module/kvm_amd/parameters/sev ]] ||
		[[ $output == *"/security/sev/enabled: QV_ERR_NODEV: AMD SEV not available on this host"* ]]
	run -4 "$V" --check quantavirt --here <(jq '.cpu.model = "host" | .security = {tdx: {enabled: true}}' \
		"$DATA/vmdef/quantavirt/confidential.json")
	[[ -e /sys/module/kvm_intel/parameters/tdx ]] ||
		[[ $output == *"/security/tdx/enabled: QV_ERR_NODEV: Intel TDX not available on this host"* ]]
}

# bats test_tags=many
@test "cocoon: states, names, required fields" {
	accepts cocoon record.json <<-'END'
	.state = "running" | .pid = 1
	.snapshot_ids = {"a": {}}
	.stopped_at = null
	del(.network_configs, .storage_configs, .boot_config)
	END
	refuses cocoon record.json <<-'END'
	del(.id)|/: "id" is missing
	del(.state)|/: "state" is missing
	del(.config)|/: "config" is missing
	del(.pid)|/: "pid" is missing
	del(.first_booted)|/: "first_booted" is missing
	del(.created_at)|/: "created_at" is missing
	del(.updated_at)|/: "updated_at" is missing
	del(.config.name)|/config: "name" is missing
	del(.config.cpu)|/config: "cpu" is missing
	del(.config.memory)|/config: "memory" is missing
	del(.config.storage)|/config: "storage" is missing
	del(.config.image)|/config: "image" is missing
	del(.network_configs[0].tap)|/network_configs/0: "tap" is missing
	del(.network_configs[0].mac)|/network_configs/0: "mac" is missing
	del(.network_configs[0].num_queues)|/network_configs/0: "num_queues" is missing
	del(.network_configs[0].queue_size)|/network_configs/0: "queue_size" is missing
	del(.storage_configs[0].path)|/storage_configs/0: "path" is missing
	del(.storage_configs[0].ro)|/storage_configs/0: "ro" is missing
	del(.storage_configs[0].serial)|/storage_configs/0: "serial" is missing
	.state = "paused"|/state: "paused" is not one of creating, created, running, stopped, error
	.config.name = "-a"|/config/name: "-a" is not a name
	.config.name = ("x" * 64)|/config/name: "xxx
	.config.memory = 0|/config/memory: 0 is not from 1
	.config.cpu = 0|/config/cpu: 0 is not from 1
	.config.memory = "1G"|/config/memory: is a string
	.hypervisor = "qemu"|/hypervisor: "qemu" is not one of
	.pid = 7|/pid: is set only while state is running
	.state = "running"|/pid: is 0, but state is running
	.created_at = "now"|/created_at: "now" is not a time
	.socket_path = "/" + ("x" * 107)|/socket_path: 
	.network_configs[0].mac = "x"|/network_configs/0/mac: "x" is not a MAC address
	.network_configs[0].backend = "macvtap"|/network_configs/0/backend: "macvtap" is not one of
	.network_configs[0].network.ip = "fe80::1"|/network_configs/0/network/ip: "fe80::1" is not an IPv4 address
	.network_configs[0].network.prefix = 33|/network_configs/0/network/prefix: 33 is not from 0 to 32
	del(.network_configs[0].network.prefix)|/network_configs/0: its network has an ip, but no prefix
	del(.network_configs[0].network.ip)|/network_configs/0: its network has a gateway, but no ip
	del(.network_configs[1].bridge_dev)|/network_configs/1: backend bridge needs "bridge_dev"
	.network_configs[0].bridge_dev = "br0"|/network_configs/0: "bridge_dev" is only for backend bridge
	.storage_configs[1].serial = "cocoon-layer0"|/storage_configs/1/serial: is that of storage_configs[0] already
	.storage_configs[0].serial = "123456789012345678901"|/storage_configs/0/serial: 
	.boot_config.firmware_path = "/fw"|/boot_config: boots by kernel_path or by firmware_path, not both
	del(.boot_config.kernel_path)|/boot_config: initrd_path and cmdline need "kernel_path"
	END
}

# bats test_tags=many
@test "Cloud Hypervisor 0.3: required, minimum, enum, types" {
	accepts cloud-hypervisor-0.3 example.json <<-'END'
	{kernel, cmdline}
	.serial.mode = "Off" | .console.mode = "Tty"
	.serial.mode = "Null" | .console.mode = "File"
	END
	refuses cloud-hypervisor-0.3 info.json <<-'END'
	del(.state)|/: "state" is missing
	.state = "Paused " | .|/state: "Paused " is not one of
	.config = []|/config: is an array
	del(.config.kernel)|/config: "kernel" is missing
	.config.cpus.boot_vcpus = 2|/config/cpus/max_vcpus: is less than boot_vcpus
	END
	refuses cloud-hypervisor-0.3 example.json <<-'END'
	del(.kernel)|/: "kernel" is missing
	del(.cmdline)|/: "cmdline" is missing
	del(.kernel.path)|/kernel: "path" is missing
	del(.cmdline.args)|/cmdline: "args" is missing
	del(.cpus.boot_vcpus)|/cpus: "boot_vcpus" is missing
	del(.cpus.max_vcpus)|/cpus: "max_vcpus" is missing
	del(.memory.size)|/memory: "size" is missing
	del(.disks[0].path)|/disks/0: "path" is missing
	del(.rng.src)|/rng: "src" is missing
	del(.fs[0].tag)|/fs/0: "tag" is missing
	del(.fs[0].sock)|/fs/0: "sock" is missing
	del(.pmem[0].file)|/pmem/0: "file" is missing
	del(.pmem[0].size)|/pmem/0: "size" is missing
	del(.serial.mode)|/serial: "mode" is missing
	del(.console.mode)|/console: "mode" is missing
	del(.devices[0].path)|/devices/0: "path" is missing
	del(.vsock[0].cid)|/vsock/0: "cid" is missing
	del(.vsock[0].sock)|/vsock/0: "sock" is missing
	.cpus.boot_vcpus = 0|/cpus/boot_vcpus: 0 is not from 1
	.cpus.max_vcpus = 0|/cpus/max_vcpus: 0 is not from 1
	.cpus.boot_vcpus = 2|/cpus/max_vcpus: is less than boot_vcpus
	.vsock[0].cid = 2|/vsock/0/cid: 2 is not from 3
	.vsock = {cid: 3, sock: "s"}|/vsock: is an object
	.serial.mode = "tty"|/serial/mode: "tty" is not one of
	.console.mode = false|/console/mode: is a boolean
	.disks[0].readonly = "no"|/disks/0/readonly: is a string
	.net[0].num_queues = 1.5|/net/0/num_queues: 1.5 is not an integer
	END
}

# Serials and the initrd aren't in every format: the spec that was there has them. Ozone has one disk.
@test "there and back again: what --from reads of what was printed is printed the same" {
	full=$DATA/vmdef/full.json
	for format in quantavirt cocoon cloud-hypervisor-0.3; do
		"$V" --to $format --lossy "$full" >there.json 2>lost
		"$V" --from $format there.json >read.json
		jq --slurpfile full "$full" '. * ($full[0] | {cmd, volume_mounts, host: {initrd: .host.initrd}})' \
			read.json >spec.json
		"$V" --to $format --lossy spec.json >back.json 2>lost
		diff -u there.json back.json
	done
}

@test "all errors come at once, warnings don't refuse, syntax is told apart" {
	jq '.vm.uuid = 1 | .cpu.cores = 0 | .disk.path = "x"' "$DATA/vmdef/ozone/web-01.json" >web-01.json
	run -4 "$V" --check ozone web-01.json
	[ "${#lines[@]}" = 3 ]
	jq '.cpu.kores = 1' "$DATA/vmdef/ozone/web-01.json" >web-01.json
	run -0 "$V" --check ozone web-01.json
	[[ $output == 'web-01.json:'*': /cpu/kores: warning: unknown key, ignored (did you mean "cores"?)' ]]
	run -3 "$V" --check ozone <(echo '{"vm": {}, "vm": {}}')
	run -4 "$V" --check ozone <(echo '[]')
	run -1 "$V" --check ozone none.json
	run -2 "$V" --check vmware web-01.json
	run -2 "$V" --check ozone
	run -2 "$V" --from ozone --here web-01.json
	run -2 "$V" --from ozone --lossy web-01.json
	run -2 "$V" --check ozone --names a web-01.json
	run -2 "$V" --from quantavirt --networks a web-01.json
	run -2 "$V" --list --names a
	run -2 "$V" --check ozone --from ozone web-01.json
	printf '{' >$'a\nb.json' # a file's name makes no second line
	run -3 "$V" --check ozone $'a\nb.json'
	[ "${#lines[@]}" = 1 ]
	[[ $output == a?b.json:1:2:* ]]
}
