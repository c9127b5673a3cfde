#!/bin/sh
# In place of systemd: tell what PID 1 was given, then end as systemd-shutdown does.
ls -l /proc/1/fd >/tmp/descriptors
tr '\0' ' ' </proc/1/environ >/tmp/environ
cut -d ' ' -f 5-8 /proc/1/stat >/tmp/session
ls /sys/fs/cgroup >/tmp/cgroup
probe report /tmp/environ /tmp/session /tmp/cgroup /tmp/descriptors

cd /run/initramfs || exit 1
mount -o bind . .
cd /run/initramfs || exit 1
mkdir -p oldroot dev proc sys run
for i in dev proc sys run; do mount -o bind /$i $i; done
pivot_root . oldroot
exec chroot . /shutdown exit --timeout 90000000us --log-level 6 --exit-code 7
