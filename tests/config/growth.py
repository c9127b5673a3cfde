"""growth.py BIN VERDICT - twice the hostile input costs at most two and a half times the work.

Work is instructions, as valgrind counts them, less those for an input that says nothing."""
import pathlib
import re
import subprocess
import sys
import tempfile

import corpus

SIZE = 30000  # bytes of an input, about; the other is twice as large
MOST = 2.5
SPEC = b'{"cmd":["a"]}'


def many(count, item):
    return b",".join(item.replace(b"%", b"%d" % i) for i in range(count))


def spec(member):
    """A document from a member of it: what it is for size bytes."""
    return lambda size: b'{"cmd":["a"],' + member(size) + b"}"


def items(before, item, after):
    """A list or object of as many items as fit; % is an item's number."""
    return lambda size: before + many(size // (len(item) + 4), item) + after


def long_key(before, item, after):
    """The same behind a key that is as long as all items together."""
    return lambda size: (before.replace(b"KEY", b"k" * (size // 2)) +
                         many(size // 2 // (len(item) + 4), item) + after)


def document(command, make):
    return lambda path, size: (command + ["-"], make(size))


def beside(command, make):
    """The spec comes on standard input, the input is a file that the command names."""
    def case(path, size):
        path.write_bytes(make(size))
        return command + [str(path), "-"], SPEC
    return case


def verify(tools, member):
    """A disk's document that differs from the spec's in one byte of white space."""
    def case(path, size):
        text = spec(member)(size)
        subprocess.run([tools + "mkconfigdisk", "-", path], input=b" " + text, check=True)
        return [tools + "mkconfigdisk", "--verify", "-", str(path)], text
    return case


SPECS = {
    "unknown keys": spec(items(b"", b'"hostnam%":0', b"")),
    "a long unknown key": spec(long_key(b'"KEY":[', b"0", b"]")),
    "a long limit's name": spec(long_key(b'"rlimits":{"KEY":{', b'"%":0', b"}}")),
    "equal beginnings": spec(items(b'"x-a":{', b'"' + b"a" * 200 + b'%":0', b"}")),
    "bad variables": spec(items(b'"env":{', b'"%=":""', b"}")),
    "files on one path": spec(items(b'"files":[', b'{"path":"/a","content":""}', b"]")),
    "routes": spec(items(b'"networks":[{"routes":[', b'{"dst":"192.0.2.1/32"}', b"]}]")),
    "long keys, deep": lambda size: (b'{"' + b"k" * (size // 60) + b'":') * 60,
}


def cases(tools, verdict):
    check = [tools + "mkconfigdisk", "--check"]
    for name, make in SPECS.items():
        yield f"{name}, mkconfigdisk", document(check, make)
        yield f"{name}, /init", lambda path, size, make=make: ([verdict], make(size))
    env_file = items(b"", b"V%=\n", b"")
    yield "an env file", beside(check + ["--env-file"], lambda size: env_file(size).replace(b",", b""))
    yield "an image's variables", beside(check + ["--image"], items(
        b'{"config":{"Env":[', b'"V%="', b"]}}"))
    yield "an image's capabilities", beside(check + ["--image"], lambda size: (
        b'{"process":{"capabilities":{"bounding":[' + many(size // 20, b'"CAP_%"') +
        b'],"effective":[' + many(size // 20, b'"CAP%"') + b"]}}}"))
    yield "--verify, items", verify(tools, items(b'"x-a":[', b"0", b"]"))
    yield "--verify, keys", verify(tools, items(b'"x-a":{', b'"%":0', b"}"))
    yield "--verify, a long key", verify(tools, long_key(b'"x-a":{"KEY":[', b"0", b"]}"))
    yield "disks of one serial", document([tools + "vmdef", "--check", "cocoon"], items(
        b'{"storage_configs":[', b'{"serial":"a"}', b"]}"))
    yield "a patch", document([tools + "vmdef", "--to", "cocoon"], spec(items(
        b'"host":{"name":"a","kernel":"/k","initrd":"/i","disks":{"rootfs":{"path":"/a"},"overlay":'
        b'{"path":"/b"},"config":{"path":"/c"}},"targets":{"cocoon":{', b'"%":0', b"}}}")))


def instructions(command, text):
    """How many a command takes, and its exit status."""
    done = subprocess.run(["valgrind", "--tool=cachegrind", "--cache-sim=no",
                           "--cachegrind-out-file=/dev/null", *command], input=text,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120, check=False)
    counted = re.findall(rb"I +refs: +([0-9,]+)", done.stderr)
    return int(counted[-1].replace(b",", b"")), done.returncode


def main():
    tools, verdict = sys.argv[1] + "/", sys.argv[2]
    good = True
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / "input"
        for name, case in cases(tools, verdict):
            (none, _), (once, _), (twice, status) = [
                instructions(*case(path, size)) for size in (0, SIZE, 2 * SIZE)]
            growth = (twice - none) / max(once - none, 1)
            right = growth <= MOST and status in (0, 3, 4, 5, 6)
            good &= corpus.result(right, f"growth: {name}",
                                  f"{none}, {once}, {twice} instructions: {growth:.2f} times; "
                                  f"exit status {status}")
    return 0 if good else 1


sys.exit(main())
