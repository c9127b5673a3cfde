# shellcheck shell=bash disable=SC2154
# machine.sh - a guest's disks and NICs as QEMU's options, added to $options.
# Uses the disks of disks.sh.

# disk_options - one virtio disk each, in PCI order, eight functions in a slot: there is room for 160.
disk_options() {
	local i place
	for i in "${!disk_files[@]}"; do
		printf -v place '%x.%x' $((4 + i / 8)) $((i % 8))
		options+=(-drive "if=none,id=disk$i,file=${disk_files[i]},format=raw,cache=unsafe,file.locking=off,readonly=${disk_ro[i]}"
			-device "virtio-blk-pci,drive=disk$i,multifunction=on,addr=$place${disk_serials[i]:+,serial=${disk_serials[i]}}")
	done
}

# port_options FILE - the port that the guest sends its status to.
port_options() {
	options+=(-device "virtio-serial-pci,addr=2" -chardev "file,id=status,path=$1"
		-device "virtserialport,chardev=status,name=guest-init.status")
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
