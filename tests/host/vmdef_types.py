#!/usr/bin/env python3
"""vmdef_types.py VMDEF SOURCE DOCUMENT - vmdef --check refuses the document when any of its values is of
another JSON type, or no integer where one is expected, and names that value."""
import json
import subprocess
import sys

vmdef, source, name = sys.argv[1:]
OTHERS = ["text", 7, 1.5, True, [], {}]


def places(value, pointer=""):
    """Each value in a document, with what holds it."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        at = f"{pointer}/{key}"
        yield value, key, at
        if isinstance(item, (dict, list)):
            yield from places(item, at)


def same_type(a, b):
    return type(a) is type(b) or (isinstance(a, float) and type(b) is int)


document = json.load(open(name))
wrong = tried = 0
for holder, key, pointer in places(document):
    good = holder[key]
    for bad in (b for b in OTHERS if not same_type(good, b)):
        holder[key] = bad
        run = subprocess.run([vmdef, "--check", source, "-"], input=json.dumps(document), text=True,
                             capture_output=True, check=False)
        tried += 1
        if run.returncode != 4 or f": {pointer}: " not in run.stderr:
            wrong += 1
            print(f"{pointer} = {bad!r}: {run.returncode} {run.stderr}", file=sys.stderr)
    holder[key] = good
assert tried > 50, tried
sys.exit(wrong > 0)
