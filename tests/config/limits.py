"""limits.py MKCONFIGDISK VERDICT - hostile documents cost little: address space, processor time.

Each is refused or accepted as it must be within 16 MiB of address space beyond its own size, which
bounds the resident memory too, and within its share of a second of processor time."""
import resource
import subprocess
import sys

import corpus

MIB = 1 << 20
CASES = [  # name, document, exit status, address space, seconds
    ("100,000 arrays deep", b"[" * 100000, 3, 16 * MIB, 0.05),
    ("100,000 objects deep", b'{"a":' * 100000, 3, 16 * MIB, 0.05),
    ("4 million arrays deep", b"[" * 4000000, 3, 32 * MIB, 0.05),
    ("larger than 8 MiB", b" " * (8 * MIB + 1), (1, 3), 32 * MIB, 0.2),
    ("a key of 8 MiB", b'{"' + b"a" * (8 * MIB - 10) + b'":1}', 4, 256 * MIB, 2),
    ("200,000 mistakes", b'{"env":{' + b",".join(b'"%d=":1' % i for i in range(200000)) + b"}}", 4,
     512 * MIB, 10),
]


def run(command, text, space):
    """Exit status and processor time, with at most space bytes of address space."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, input=text, stdout=subprocess.DEVNULL, timeout=60, check=False,
                          stderr=subprocess.DEVNULL,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (space, space)))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.returncode, sum(after[:2]) - sum(before[:2])


def main():
    programs = {"mkconfigdisk": [sys.argv[1], "--check", "-"], "/init": [sys.argv[2]]}
    good = True
    for name, text, wanted, space, seconds in CASES:
        for program, command in programs.items():
            # The best of three: what else the machine does only ever adds.
            runs = [run(command, text, space) for _ in range(3)]
            status, used = runs[0][0], min(r[1] for r in runs)
            right = status in wanted if isinstance(wanted, tuple) else status == wanted
            good &= corpus.result(right and used < seconds, f"config {name}, {program}",
                                  f"status {status}, {used:.3f} s")
    return 0 if good else 1


sys.exit(main())
