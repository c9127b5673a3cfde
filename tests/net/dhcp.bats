#!/usr/bin/env bats
# dhcp.bats - the DHCP client against real and odd servers, over a veth pair in a namespace.

with_server() { # SERVER EVENTS SECONDS
	run timeout 90 unshare --user --map-root-user --net --pid --mount-proc --fork \
		--kill-child \
		"$BATS_TEST_DIRNAME/dhcp-run.sh" "$@"
	echo "$output"
}

the_lease="10.9.0.77/24 server 10.9.0.1 route 192.168.7.0/24 via 10.9.0.2 route /0 via 10.9.0.1"
the_lease+=" dns 10.9.0.3 domain 'example.org' search a.example.org search b.example.org mtu 1400"

@test "a lease is granted" {
	with_server good 1 30
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "bound $the_lease lease 3600" ]
	[[ "${lines[1]}" =~ "end an address (sent: "[0-9]+", passed over: 0)" ]]
}

@test "rubbish before every answer is passed over" {
	with_server garbage 1 30
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "bound $the_lease lease 3600" ]
	[[ "${lines[1]}" =~ "passed over: "[1-9][0-9][0-9] ]]
}

@test "a packet without UDP checksum counts" {
	with_server nochecksum 1 30
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "bound $the_lease lease 3600" ]
}

@test "a server that never answers is asked less and less" {
	with_server deaf 1 3
	[ "$status" -eq 1 ]
	[[ "${lines[0]}" =~ "end no offer (sent: "[34]", passed over: 0)" ]]
}

@test "a server that takes back its offers is asked less and less" {
	with_server nak 1 3
	[ "$status" -eq 1 ]
	[[ "${lines[0]}" =~ "(sent: "[4-8], ]]
}

@test "a change is noticed when the lease is renewed, by a message to the server alone" {
	with_server changing 2 20
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "bound ${the_lease/10.9.0.3/10.9.0.1} lease 8" ]
	[ "${lines[1]}" = "changed ${the_lease/10.9.0.3/10.9.0.2} lease 8" ]
	[[ "$output" == *"3 unicast 10.9.0.77" ]]
}

@test "a lease that nobody renews is lost, after everybody was asked" {
	with_server once 2 20
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = "lost $the_lease lease 8" ]
	[[ "$output" == *$'3 unicast 10.9.0.77\n3 broadcast 10.9.0.77'* ]]
}

@test "busybox udhcpd grants and renews" {
	with_server udhcpd 2 30
	[ "$status" -eq 0 ]
	# Classless routes replace the router (RFC 3442).
	lease="/24 server 10.9.0.1 route 10.1.0.0/16 via 10.9.0.2 dns 10.9.0.3 dns 10.9.0.4"
	lease+=" domain 'example.org' search a.example.org search b.example.org mtu 1400 lease 10"
	[[ "${lines[0]}" == "bound 10.9.0."*"$lease" ]]
	[[ "${lines[1]}" == "renewed 10.9.0."*"$lease" ]]
}
