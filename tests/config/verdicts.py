"""verdicts.py MKCONFIGDISK VERDICT FOLDER... - host and guest say what tests/data expects.

Each document goes through `mkconfigdisk --check -` and through what /init makes of it (verdict.c):
the exit status and each message must be the expected ones, and so the same."""
import sys

import corpus


def compare(case, program, command):
    status, messages = corpus.verdict(command, case.text)
    if (status, messages) == (case.status, case.messages):
        return True
    lines = [f"document: {case.text[:500]!r}", f"expected: {case.status}", *case.messages,
             f"{program}: {status}", *messages]
    return corpus.result(False, f"config {case.place}, {program}", "\n".join(lines))


def main():
    host, guest = [sys.argv[1], "--check", "-"], [sys.argv[2]]
    good = True
    for folder in sys.argv[3:]:
        for path in corpus.files(folder):
            for case in corpus.read(path):
                same = compare(case, "mkconfigdisk", host) & compare(case, "/init", guest)
                if same:
                    corpus.result(True, f"config {case.place}")
                good &= same
    return 0 if good else 1


sys.exit(main())
