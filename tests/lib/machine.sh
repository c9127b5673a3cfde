# shellcheck shell=bash disable=SC2154,SC2034
# machine.sh - a guest's disks, NICs and shared folders as QEMU's options, added to $options.
# Uses the disks of disks.sh, and $case_dir, $work and $vm of the caller.

# virtio_device MODEL PLACE PROPERTIES - the device, at its place on the PCI bus. A microvm has no such
# bus: there the devices' order is theirs on the command line.
virtio_device() {
	if [[ ${vm[machine]} == microvm* ]]; then
		options+=(-device "$1-device,$3")
	else
		options+=(-device "$1-pci,multifunction=on,addr=$2,$3")
	fi
}

# machine_options TYPE MEMORY - a microvm has no clock but the one that its kernel measures, in vain where
# other processes keep TCG from running in time: there, QEMU counts instructions instead.
machine_options() {
	options+=(-M "$1" -m "$2")
	[[ $1 != microvm* || ${accel[*]} != *tcg* ]] || options+=(-icount shift=auto)
}

# disk_options - one virtio disk each, in PCI order, eight functions in a slot: there is room for 160.
disk_options() {
	local i place file
	for i in "${!disk_files[@]}"; do
		printf -v place '%x.%x' $((4 + i / 8)) $((i % 8))
		file=$(disk_file "${disk_files[i]}" "${disk_faults[i]}")
		options+=(-drive "if=none,id=disk$i,format=raw,readonly=${disk_ro[i]},$file")
		[[ -z ${disk_late[i]} ]] || continue
		virtio_device virtio-blk "$place" "drive=disk$i${disk_serials[i]:+,serial=${disk_serials[i]}}"
	done
}

# console_options TYPE FILE - what the guest's console is; sets $serial, of which FILE gets the text.
#   serial  the first serial line           hvc0   a virtio console
#   none    there is no console             stuck  the first serial line, but nobody reads from it
console_options() {
	[[ $(type -t "console_$1") == function ]] || die "vm: unknown console '$1'"
	"console_$1" "$2"
}
console_serial() { serial=file:$1; }
console_none() { serial=none; }
console_hvc0() {
	serial=none
	options+=(-device "virtio-serial-pci,addr=1" -chardev "file,id=console,path=$1"
		-device "virtconsole,chardev=console")
	vm[append]+=' console=hvc0'
}
console_stuck() {
	serial=pipe:$1.stuck
	mkfifo "$1.stuck.in" "$1.stuck.out"
	exec 5<>"$1.stuck.out"
	dd if=/dev/zero of="$1.stuck.out" bs=4096 count=16 oflag=nonblock status=none # it is full
}

# disk_file FILE FAULT - where a disk's bytes are; FAULT as in a recipe's eio=.
disk_file() {
	local image=file.image rule=file.inject-error.0 sector=
	if [[ -z $2 ]]; then
		echo "file=$1,file.locking=off,cache=unsafe"
		return
	fi
	[[ $2 != *:* ]] || sector=,$rule.sector=$(first_sector "$1" "${2#*:}")
	# Not "unsafe": that would keep flushes from the disk.
	printf '%s' cache=writeback,file.driver=blkdebug \
		",$image.driver=file,$image.filename=$1,$image.locking=off" \
		",$rule.event=none,$rule.iotype=${2%%:*},$rule.errno=5,$rule.once=off$sector"
}

first_sector() { # FILE PATH
	local block size
	block=$(debugfs -R "blocks \"$2\"" "$1" 2>/dev/null | cut -d ' ' -f 1)
	size=$(dumpe2fs -h "$1" 2>/dev/null | sed -n 's/^Block size: *//p')
	echo $((block * size / 512))
}

# port_options FILE - the port that the guest sends its status to.
port_options() {
	options+=(-device "virtio-serial-pci,addr=2" -chardev "file,id=status,path=$1"
		-device "virtserialport,chardev=status,name=guest-init.status")
}

# counts_options FILE - a debug console, for what an /init with counters says at its end (tests/coverage).
counts_options() {
	options+=(-chardev "file,id=counts,path=$1,append=on" -device "isa-debugcon,iobase=0xe9,chardev=counts")
}

# monitor_options PIPE - QEMU takes commands from PIPE.in.
monitor_options() {
	mkfifo "$1.in" "$1.out"
	options+=(-monitor "pipe:$1")
}

# tell_monitor 'TEXT -> COMMAND' CONSOLE PIPE - give QEMU the command once the console says TEXT.
tell_monitor() {
	exec 3<>"$3.out" 4<>"$3.in" # both ways: opening one end alone waits for the other
	until grep -qF -e "${1%% -> *}" "$2"; do
		sleep 0.1
	done
	echo "${1#* -> }" >&4
	while read -r _ <&3; do # the pipe is to stay open until the guest has ended, and this with it
		:
	done
}

# share_options - what the guest needs for the folders of the case's file `shares`, a line each:
# TAG DIR TYPE. A copy of the folder is shared.
share_options() {
	local tag dir type i=0 shared=()
	while read -r tag dir type; do
		[[ $(type -t "share_by_$type") == function ]] || die "shares: unknown type '$type'"
		cp -a "$case_dir/$dir" "$work/share.$tag"
		"share_by_$type" "$tag" "$i" "addr=$(printf %x $((28 + i)))" # behind the NICs
		i=$((i + 1))
	done < <(lines "$case_dir/shares")
	options+=("${shared[@]}")
}

# The options of each type; arguments: TAG INDEX ADDRESS.
share_by_9p() {
	options+=(-fsdev "local,id=share$2,path=$work/share.$1,security_model=none"
		-device "virtio-9p-pci,fsdev=share$2,mount_tag=$1,$3")
}
share_by_virtiofs() { # its daemon writes to the guest's memory, which is therefore a memfd
	options+=(-chardev "socket,id=share$2,path=$work/$1.sock"
		-device "vhost-user-fs-pci,chardev=share$2,tag=$1,$3")
	shared=(-object "memory-backend-memfd,id=ram,size=${vm[memory]}M,share=on" -numa "node,memdev=ram")
}

# start_shares - one daemon a share of type virtiofs, which serves one guest and goes with it; in
# $share_daemons.
# Its sandbox is chroot(2): that needs root, and no namespaces, which a container may not have.
share_daemons=()
start_shares() {
	local tag _ type n
	while read -r tag _ type; do
		[[ $type == virtiofs ]] || continue
		rm -f "$work/$tag.sock"
		/usr/lib/qemu/virtiofsd -f --socket-path="$work/$tag.sock" -o sandbox=chroot \
			-o "source=$work/share.$tag" >"$work/$tag.log" 2>&1 &
		share_daemons+=($!)
		for ((n = 0; n < 100; n++)); do
			[[ ! -S $work/$tag.sock ]] || break
			sleep 0.1
		done
		[[ -S $work/$tag.sock ]] || die "virtiofsd didn't start: $(<"$work/$tag.log")"
	done < <(lines "$case_dir/shares")
}

end_shares() {
	((${#share_daemons[@]})) || return 0
	kill "${share_daemons[@]}" 2>/dev/null || true
	wait "${share_daemons[@]}" 2>/dev/null || true
	share_daemons=()
}

# nic_options COUNT - QEMU's user network for each NIC, or what the case's file `nics` says, a line
# a NIC: TYPE [mac=MAC] [wire] [OPTION...]
#   user    QEMU's user network; a server at 10.0.2.100, port 7000, answers a line with "heard: "
#           before it. OPTION: of -netdev user
#   cable   to the same NIC of the case's peer        silent  nobody is on the other side
#   wire    what passes is kept for expect.wire
nic_options() {
	local i place type word
	local -a nics words
	mapfile -t nics < <(lines "$case_dir/nics")
	for ((i = ${#nics[@]}; i < $1; i++)); do
		nics+=(user)
	done
	for i in "${!nics[@]}"; do
		read -r type word <<<"${nics[i]}"
		[[ $(type -t "netdev_$type") == function ]] || die "nics: unknown type '$type'"
		read -ra words <<<"$word"
		nic_option "$i" "$type" "${words[@]}"
	done
}

nic_option() { # INDEX TYPE [WORD...]
	local place mac=52:54:00:00:00:0$(($1 + 1)) type=$2 index=$1 wire='' more='' word
	shift 2
	for word in "$@"; do
		case $word in
		mac=*) mac=${word#mac=} ;;
		wire) wire=on ;;
		*) more+=,$word ;;
		esac
	done
	printf -v place '%x' $((24 + index)) # behind the disks
	options+=(-netdev "$("netdev_$type" "$index"),id=net$index$more"
		-device "virtio-net-pci,netdev=net$index,mac=$mac,romfile=,addr=$place")
	[[ -z $wire ]] ||
		options+=(-object "filter-dump,id=wire$index,netdev=net$index,file=$work/wire$index")
}

# The option of each type; argument: INDEX.
netdev_user() {
	local server="sed -u 's/^/heard: /'"
	(($1 == 0)) || { echo user && return; }
	echo "user,guestfwd=tcp:10.0.2.100:7000-cmd:$server"
}
netdev_silent() { echo "hubport,hubid=$1"; }
netdev_cable() {
	local ends=(a b)
	[[ -z ${cables_of:-} ]] || ends=(b a)
	printf 'dgram,local.type=unix,local.path=%s,remote.type=unix,remote.path=%s' \
		"${cables_of:-$work}/cable$1${ends[0]}" "${cables_of:-$work}/cable$1${ends[1]}"
}
