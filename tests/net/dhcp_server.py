#!/usr/bin/env python3
"""dhcp_server.py LINK BEHAVIOUR - a small DHCP server, honest or not, on a packet socket.

Behaviours: good; garbage (rubbish before each good answer); deaf (never answers); nak (offers,
then refuses); nochecksum; short (leases of 8 seconds); changing (the same, with another DNS server
each time); once (short, and deaf after the first lease).
"""
import random
import socket
import struct
import sys

SERVER, CLIENT = bytes([10, 9, 0, 1]), bytes([10, 9, 0, 77])
DISCOVER, OFFER, REQUEST, ACK, NAK = 1, 2, 3, 5, 6


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def option(code, value):
    return bytes([code, len(value)]) + value


def datagram(message, dst, with_checksum=True):
    length = 8 + len(message)
    udp = struct.pack(">HHHH", 67, 68, length, 0)
    if with_checksum:
        pseudo = SERVER + dst + struct.pack(">BBH", 0, 17, length)
        udp = udp[:6] + struct.pack(">H", checksum(pseudo + udp + message) or 0xFFFF)
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + length, 0, 0, 64, 17, 0) + SERVER + dst
    return ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:] + udp + message


def reply(query, kind, lease, dns):
    header = struct.pack(">BBBB", 2, 1, 6, 0) + query[4:8] + bytes(8)
    header += (bytes(4) if kind == NAK else CLIENT) + bytes(8) + query[28:236]
    options = option(53, bytes([kind])) + option(54, SERVER)
    if kind != NAK:
        options += option(51, struct.pack(">I", lease)) + option(1, bytes([255, 255, 255, 0]))
        options += option(3, SERVER) + option(6, bytes([10, 9, 0, dns])) + option(15, b"example.org")
        options += option(119, b"\1a\7example\3org\0\1b\xc0\2") + option(26, struct.pack(">H", 1400))
        options += option(121, bytes([24, 192, 168, 7, 10, 9, 0, 2, 0, 10, 9, 0, 1]))
    return (header + b"\x63\x82\x53\x63" + options + b"\xff").ljust(300, b"\0")


def rubbish(rng, good):
    """A hundred packets that are no answer; by seed, so that a failure comes again."""
    for _ in range(100):
        bad = bytearray(good)
        case = rng.randrange(6)
        if case == 0:
            bad[4] ^= 1 + rng.randrange(255)  # another transaction
        elif case == 1:
            bad[28 + rng.randrange(6)] ^= 1  # for another NIC
        elif case == 2:
            bad = bad[: 240 + rng.randrange(6)]  # cut off
        elif case == 3:
            bad[241] = 255  # an option longer than the packet
        elif case == 4:
            bad = bytearray(rng.randbytes(rng.randrange(1400)))
        packet = bytearray(datagram(bytes(bad), b"\xff" * 4))
        if case == 5:
            packet[rng.randrange(28)] ^= 0x10  # headers
            if packet == datagram(bytes(good), b"\xff" * 4):
                continue
            packet[28] ^= 1  # and the sum is wrong in any case
        yield bytes(packet)


def options_of(message):
    found, at = {}, 240
    while at < len(message) and message[at] != 255:
        if message[at] == 0:
            at += 1
            continue
        found[message[at]] = message[at + 2 : at + 2 + message[at + 1]]
        at += 2 + message[at + 1]
    return found


def serve(link, behaviour):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
    sock.bind((link, 0x0800))
    rng = random.Random(1)
    lease = 8 if behaviour in ("short", "changing", "once") else 3600
    acks = 0
    print("ready", flush=True)
    while True:
        packet, sender = sock.recvfrom(2048)
        if len(packet) < 268 or packet[9] != 17 or packet[22:24] != b"\0\x43":
            continue
        assert checksum(packet[:20]) == 0, "IP checksum"
        length = len(packet) - 20
        pseudo = packet[12:20] + struct.pack(">BBH", 0, 17, length)
        assert checksum(pseudo + packet[20:]) == 0, "UDP checksum"
        query = packet[28:]
        kind = options_of(query)[53][0]
        assert options_of(query)[61] == b"\1" + query[28:34], "client identifier"
        how = "broadcast" if packet[16:20] == b"\xff" * 4 else "unicast"
        print(kind, how, socket.inet_ntoa(query[12:16]), flush=True)
        if behaviour == "deaf" or (behaviour == "once" and acks):
            continue
        answer = OFFER if kind == DISCOVER else NAK if behaviour == "nak" else ACK
        acks += answer == ACK
        good = reply(query, answer, lease, acks % 100 if behaviour == "changing" else 3)
        to = (link, 0x0800, 0, 0, sender[4])
        if behaviour == "garbage":
            for bad in rubbish(rng, good):
                sock.sendto(bad, to)
        sock.sendto(datagram(good, CLIENT, behaviour != "nochecksum"), to)


serve(sys.argv[1], sys.argv[2])
