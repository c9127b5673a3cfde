"""seeds.py DIRECTORY - write the seeds that have another source, or are easier said than stored.

Those of one target each go to DIRECTORY/TARGET/. What is a file of its own is in corpus/TARGET/."""
import gzip
import lzma
import pathlib
import struct
import subprocess
import sys

TESTS = pathlib.Path(__file__).parent.parent
sys.path.insert(0, str(TESTS / "config"))
import corpus  # noqa: E402, the documents of tests/data

DATA = TESTS / "data"
LARGEST = 2048  # bytes of a seed: what mutation works on stays small

# vmdef's formats, in the order of its table of sources.
FORMATS = ["cloud-hypervisor-0.3", "cocoon", "ozone", "quantavirt"]

RECORDS = [
    b"",
    b'{"version":1,"state":"running"}\0\0\0\0',
    b'{"version":1,"state":"exited","exit_code":137,"signal":9,"oom_killed":true,"phase":null,'
    b'"error":null,"warnings":["w"],"restarts":1,"boot_id":"b","phases":[{"name":"config",'
    b'"start_us":1000,"end_us":4503599627370496},{"name":"run","start_us":5}]}\0\0',
    b'{"version":1,"state":"failed","phase":"root","error":"cannot mount \\u001b[2J"}',
]

ENV_FILES = [
    b"A=1\nB=two words\n\n# no variable\n  C=\nHOME\nABSENT\nA=2\n",
    "\ufeffÄ=ö\r\n\u2003B='x'\r\nBAD\r\n=y\nno name=1\n".encode(),
    b"A=\xff\nB=\0\n",
]

CMDLINES = [
    b"guest_init.config\0console=ttyS0 guest_init.config=serial:vmconfig quiet",
    b"a\0a=\"1 2\" a= \"a=3 4\" a",
    b"a-b\0a_b=c\"d e\"f\tguest-init.config=label:x",
    b"virtio_mmio\0virtio-mmio.device=4K@1:5 \"virtio_mmio.a=b c\" virtio_mmio.d -- virtio_mmio.e=f",
]

MODULE_LISTS = [
    b"virtio.ko\nvirtio_pci.ko.zst\n\nnvme.ko.xz\nabsent.ko.gz\nbroken.ko\n",
    b"../x.ko\n/x.ko\n.ko\n" + b"x" * 62 + b".ko\n",
]


def frame(kind, payload=b""):
    return struct.pack("<cxxxI", kind, len(payload)) + payload


# How large the pieces are, less one, and what a guest says.
STREAMS = [
    b"\xff" + frame(b"h", bytes(8)) + frame(b"o", b"out") + frame(b"e", b"err") + frame(b"x", bytes(8)),
    b"\x00" + frame(b"h") + frame(b"o") + frame(b"?", b"unknown") + frame(b"o", b"last")[:-1],
    b"\x0a" + frame(b"e", b"x" * 40) + struct.pack("<cxxxI", b"o", 16377),
]


def elf(kind, segments, wide=True, order="<"):
    """The headers of an ELF file, program headers and all."""
    size, phsize = (64, 56) if wide else (52, 32)
    ident = b"\x7fELF" + bytes([2 if wide else 1, 1 if order == "<" else 2, 1]) + bytes(9)
    word = "Q" if wide else "I"
    header = ident + struct.pack(f"{order}HHI3{word}I6H", kind, 62, 1, 0x1000, size, 0, 0, size,
                                 phsize, len(segments), 64, 0, 0)
    return header + b"".join(struct.pack(order + "I", s).ljust(phsize, b"\0") for s in segments)


def module_files():
    module, load, interpreter = elf(1, []), 1, 3
    zstd = subprocess.run(["zstd", "-c"], input=module, stdout=subprocess.PIPE, check=True).stdout
    return [module, gzip.compress(module, mtime=0), lzma.compress(module), zstd,
            elf(2, [load]), elf(3, [load, interpreter]), elf(2, [load], wide=False, order=">")]


SUPERBLOCK, ROOT, STATUS, CONFIG, ROOT_BLOCK = 1024, 5376, 7680, 7936, 9216
FLAGS, BLOCKS = 32, 40  # of an inode


def change(at, data):
    return struct.pack("<HB", at, len(data)) + data


def number(at, *values):
    return change(at, struct.pack(f"<{len(values)}I", *values))


def extent_header(entries, depth):
    return struct.pack("<HHHHI", 0xf30a, entries, 4, depth, 0)


def config_disks():
    """Changes to the small config disk that fuzz_config_disk.c makes."""
    indirect = number(CONFIG + FLAGS, 0)
    return [
        b"",
        change(CONFIG + 4, struct.pack("<I", 4000)),                   # larger: a hole
        indirect + number(CONFIG + BLOCKS, 16, 0, 17),                  # ext2's map
        indirect + number(CONFIG + 4, 20000) + number(CONFIG + BLOCKS + 48, 12),
        change(CONFIG + BLOCKS, extent_header(1, 1)) + number(CONFIG + BLOCKS + 12, 0, 12, 0) +
        change(12288, extent_header(1, 0) + struct.pack("<IHHI", 0, 1, 0, 16)),
        number(CONFIG + BLOCKS + 12, 0, 0x8001, 16),                    # not initialised
        change(CONFIG, b"\xed\x41"),                                    # a directory
        number(CONFIG + FLAGS, 0x10080000),                             # inline data
        number(SUPERBLOCK + 24, 2),                                     # blocks of 4 KiB
        number(SUPERBLOCK + 4, 0xffff),                                 # larger
        number(SUPERBLOCK + 96, 0x2c2),                                 # 64bit, flex_bg
        number(SUPERBLOCK + 100, 0x46b),                                # metadata_csum
        change(ROOT_BLOCK + 24, struct.pack("<IHBB", 11, 1000, 6, 1) + b"status"),
        number(ROOT + FLAGS, 0x81000),                                  # an index of names
        number(ROOT + 4, 65536),
    ]


def documents(*folders):
    cases = [case for folder in folders for path in corpus.files(folder) for case in corpus.read(path)]
    return [case.text for case in cases]


def vm_definitions():
    seeds = []
    for i, name in enumerate(FORMATS):
        paths = sorted((DATA / "vmdef" / name).glob("*.json")) + [DATA / "vmdef" / f"full.{name}"]
        seeds += [b"%d" % i + path.read_bytes() for path in paths if path.exists()]
    return seeds


def main():
    specs = documents("good", "later", "bad")
    specs += [(DATA / path).read_bytes() for path in ("vmdef/full.json", "go-v0.0.6.json")]
    seeds = {
        "json": specs, "spec": specs, "round_trip": specs,
        "oci": [path.read_bytes() for path in sorted((DATA / "oci").glob("*.json"))],
        "vmdef": vm_definitions(), "end_record": RECORDS, "env_file": ENV_FILES,
        "cmdline": CMDLINES, "modules": MODULE_LISTS, "module_file": module_files(),
        "config_disk": config_disks(), "streams": STREAMS,
    }
    for target, texts in seeds.items():
        directory = pathlib.Path(sys.argv[1]) / target
        directory.mkdir(parents=True, exist_ok=True)
        for i, text in enumerate(t for t in texts if len(t) <= LARGEST or target == "vmdef"):
            (directory / f"{i:03}").write_bytes(text)


main()
