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

# nic_options COUNT - QEMU's user network. A server at 10.0.2.100, port 7000, answers a line with
# "heard: " before it.
nic_options() {
	local i place
	for ((i = 0; i < $1; i++)); do
		printf -v place '%x' $((24 + i)) # behind the disks
		options+=(-netdev "user,id=net$i,guestfwd=tcp:10.0.2.100:7000-cmd:sed -u 's/^/heard: /'"
			-device "virtio-net-pci,netdev=net$i,mac=52:54:00:00:00:0$((i + 1)),romfile=,addr=$place")
	done
}
