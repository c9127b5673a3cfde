#!/bin/busybox sh
# shellcheck shell=dash
# shell-init.sh - the benchmark's peer: the same boot by a shell /init with busybox's tools.
/bin/busybox mkdir -p /bin /sbin /usr/bin /usr/sbin
/bin/busybox --install -s
export PATH=/bin:/sbin:/usr/bin:/usr/sbin

mkdir -p /proc /sys /dev /config /lower /upper /newroot
mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t sysfs -o nosuid,nodev,noexec sysfs /sys
mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 /sys/fs/cgroup
mount -t devtmpfs -o nosuid devtmpfs /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts -o nosuid,noexec devpts /dev/pts
mount -t tmpfs -o nosuid,nodev shm /dev/shm

load() {
	while read -r name; do insmod "/modules/$name" 2>/dev/null; done <"/modules/$1.list"
}
load boot
mount -t ext4 -o ro,noload /dev/vdc /config
config=$(cat /config/config.json)
umount /config
[ -n "$config" ] || poweroff -f

load overlay
mount -t ext4 -o ro,noload /dev/vda /lower
mount -t ext4 /dev/vdb /upper
mkdir -p /upper/upper /upper/work
mount -t overlay -o lowerdir=/lower,upperdir=/upper/upper,workdir=/upper/work overlay /newroot
mount -t tmpfs -o nosuid,nodev,mode=0755 run /newroot/run
mount -t tmpfs -o nosuid,nodev,mode=1777 tmp /newroot/tmp
mkdir -p /newroot/data
mount -t ext4 /dev/vdd /newroot/data

load net
ip link set lo up
ip addr add 10.0.2.15/24 dev eth0
ip link set eth0 up
ip route add default via 10.0.2.2
echo "nameserver 10.0.2.3" >/newroot/etc/resolv.conf

mount --move /dev /newroot/dev
mount --move /proc /newroot/proc
mount --move /sys /newroot/sys
exec switch_root -c /dev/console /newroot /bin/sh -c '/bin/arrive; umount -a -r 2>/dev/null; sync; poweroff -f'
