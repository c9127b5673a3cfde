#!/bin/bash
# dhcp-run.sh SERVER EVENTS SECONDS - the DHCP client against a server, over a veth pair.
#
# SERVER: udhcpd, or a behaviour of dhcp_server.py. To be run in a fresh network and PID namespace.
# Prints what the client saw, then "server:" and what the server saw; the client's exit status.
set -euo pipefail
here=$(dirname "$0")
client=$BUILD/net/dhcp_client
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

udhcpd_config() {
	cat <<-END
		interface s0
		start 10.9.0.50
		end 10.9.0.60
		max_leases 11
		lease_file $work/leases
		pidfile $work/pid
		min_lease 10
		opt lease 10
		opt subnet 255.255.255.0
		opt router 10.9.0.1
		opt staticroutes 10.1.0.0/16 10.9.0.2
		opt dns 10.9.0.3 10.9.0.4
		opt domain example.org
		opt search a.example.org b.example.org
		opt mtu 1400
	END
}

ip link set lo up
ip link add s0 type veth peer name c0
ip addr add 10.9.0.1/24 dev s0
ip link set s0 up
ip link set c0 up
: >"$work/log"
if [ "$1" = udhcpd ]; then
	udhcpd_config >"$work/config"
	touch "$work/leases"
	busybox udhcpd -f "$work/config" >>"$work/log" 2>&1 &
else
	python3 "$here/dhcp_server.py" s0 "$1" >>"$work/log" 2>&1 &
fi
server=$!
until grep -qE 'ready|started' "$work/log"; do sleep 0.05; done

status=0
timeout 60 "$client" c0 "$2" "$3" || status=$?
kill "$server" || true
wait "$server" || true
echo server:
cat "$work/log"
exit "$status"
