"""corpus.py - documents and the verdicts that are expected on them, from tests/data.

A file is a list of blocks with blank lines between: the document, each line behind "> "; the exit
status; the lines that standard error holds, without the file's name. "<<ff 00>>" in a document is
bytes in hexadecimal, "<<5b*1000>>" a thousand of one. '#' begins a line of comment.
"""
import pathlib
import re
import subprocess
from dataclasses import dataclass, field

DATA = pathlib.Path(__file__).parent.parent / "data"


@dataclass
class Case:
    place: str  # FILE:LINE
    text: bytes
    status: int = 0
    messages: list = field(default_factory=list)


def _bytes(match):
    digits, _, count = match[1].partition(b"*")
    return bytes.fromhex(digits.decode()) * int(count or 1)


def _document(lines):
    return re.sub(rb"<<([0-9a-f ]+(?:\*[0-9]+)?)>>", _bytes, "\n".join(lines).encode())


def read(path):
    """The cases of a file."""
    cases, lines = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("> "):
            lines.append(line[2:])
            continue
        if lines:
            cases.append(Case(f"{path.parent.name}/{path.name}:{number - 1}", _document(lines)))
            lines = []
        if re.fullmatch("[0-9]", line):
            cases[-1].status = int(line)
        elif line and not line.startswith("#"):
            cases[-1].messages.append(line)
    return cases


def files(folder):
    return sorted((DATA / folder).glob("*.txt"))


def verdict(command, text):
    """Exit status and messages of a program that reads a document from standard input."""
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=60, check=False)
    lines = done.stderr.decode().splitlines()
    return done.returncode, [line.removeprefix("<stdin>:") for line in lines]


def result(good, name, why=""):
    """A line of TAP. Returns good."""
    if not good and why:
        print("\n".join("# " + line for line in str(why).splitlines()))
    print("ok" if good else "not ok", name)
    return good
