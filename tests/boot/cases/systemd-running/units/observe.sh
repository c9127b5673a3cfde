#!/bin/sh
# What a service sees of a system that has come up; then the system is ended, as $END says.
here=/usr/local/lib/systemd/system
mkdir /run/seen
cd /run/seen || exit 1
systemctl is-system-running --wait >state
systemctl list-units --failed --no-legend --plain >failed
systemd-analyze time >analyze
loginctl list-seats --no-legend >/dev/null && echo works >loginctl
journalctl --no-pager -b -o cat _PID=1 | grep -c 'Reached target' >journal
systemd-detect-virt --container >container
tr '\0' ' ' </proc/1/cmdline >cmdline
tr '\0' '\n' </proc/1/environ | grep '^PLAIN=' >environ
stat -c '%a %U' /run/initramfs/state /run/systemd/system.conf.d/50-guest-init.conf >modes
systemctl show -P MemoryCurrent init.scope | grep -c '^[0-9]' >cgroup
dmesg | grep -c 'Initializing machine ID' >id-is-new
journalctl --no-pager -b -n 1 -o export | sed -n 's/^_MACHINE_ID=//p; s/^_HOSTNAME=//p' | sort >journal-names
if [ -e /run/guest-init ]; then # the agent: it ends once, and is to come back
	until [ "$(wc -l </run/agent)" = 2 ]; do sleep 0.1; done
	cp /run/agent agent
	systemctl show -P NRestarts guest-init-agent >agent-unit
	systemctl show -P ControlGroup guest-init-agent >>agent-unit
	stat -c '%a %U' /run/guest-init /run/guest-init/guest-agent >agent-modes
fi
if [ -e /lib/systemd/systemd-resolved ]; then
	resolvectl dns >resolved
	networkctl list --no-pager --no-legend >networkd
fi
echo written >/data/written
echo written >/layered/written
echo boot >>/var/boots
cp /var/boots boots
echo
$here/probe tcp 10.0.2.100 7000 'is anybody there?'
echo
$here/probe report /run/seen/* /etc/resolv.conf /etc/machine-id /proc/sys/kernel/hostname
[ "$END" = button ] || systemctl "$END"
