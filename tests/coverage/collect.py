#!/usr/bin/env python3
"""collect.py FOLDER - add up what instrumented guests said of themselves, as gcov's .gcda files.

FOLDER has a file for each guest, of records as dump.c writes them; each names the .gcda that it belongs to.
"""
import array
import pathlib
import struct
import sys

HEADER = 16  # bytes: magic, version, stamp, checksum
ARCS = 0x01A10000  # the record of a function's counters


def dumps(folder):
    """(path, content) of each record; a guest that was killed may have left the last one short."""
    for file in sorted(folder.iterdir()):
        stream = file.read_bytes()
        pos = 0
        while stream[pos:pos + 4] == b'gcda':
            name_len, data_len = struct.unpack_from('<II', stream, pos + 4)
            data = pos + 12 + name_len
            if data + data_len > len(stream):
                break
            yield stream[pos + 12:data].decode(), stream[data:data + data_len]
            pos = data + data_len


def records(data):
    """(tag, length, content); counters that are all zero have a negative length, and no content."""
    pos = HEADER
    while pos + 8 <= len(data):
        tag, length = struct.unpack_from('<Ii', data, pos)
        end = pos + 8 + max(length, 0)
        yield tag, length, data[pos + 8:end]
        pos = end


def add(sums, data):
    """Add the counters of one dump to those of its file: a list of [tag, length, content]."""
    for total, (tag, length, content) in zip(sums, records(data)):
        if tag != ARCS or length < 0:
            continue
        counters = array.array('Q', content)
        if total[1] > 0:
            counters = array.array('Q', map(int.__add__, counters, array.array('Q', total[2])))
        total[1:] = [length, counters.tobytes()]


def main():
    files = {}
    for path, data in dumps(pathlib.Path(sys.argv[1])):
        if path not in files:
            files[path] = data[:HEADER], [list(r) for r in records(data)]
        else:
            add(files[path][1], data)
    for path, (header, sums) in files.items():
        body = b''.join(struct.pack('<Ii', tag, length) + content for tag, length, content in sums)
        pathlib.Path(path).write_bytes(header + body)
    print(f'{len(files)} source files ran in guests')


main()
