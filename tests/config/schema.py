"""schema.py MKCONFIGDISK FOLDER... - `mkconfigdisk --schema` accepts what the tool accepts, and only that.

The judge is Debian's python3-jsonschema. What a schema can't say is in
tests/data/FOLDER/beyond-schema.list: a document that is refused for these reasons alone must be
accepted; a reason that no document needs is one too many."""
import json
import re
import subprocess
import sys

import jsonschema

import corpus


def read_reasons(folders):
    """Regular expressions for messages."""
    paths = [corpus.DATA / folder / "beyond-schema.list" for folder in folders]
    texts = [path.read_text(encoding="utf-8") for path in paths if path.exists()]
    lines = [line for text in texts for line in text.splitlines()]
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


def is_beyond(message, reasons, needed):
    """Whether the message, "LINE:COLUMN: /pointer: text", is for one of the reasons."""
    found = [reason for reason in reasons if reason.search(message)]
    needed.update(found)
    return bool(found)


def judge(case, validator, reasons, needed):
    """Whether tool and schema agree. A syntax error never reaches the schema."""
    errors = [m for m in case.messages if ": warning: " not in m]
    expected = all([is_beyond(m, reasons, needed) for m in errors])
    found = [f"{'/'.join(map(str, e.path))}: {e.message[:200]}"
             for e in validator.iter_errors(json.loads(case.text))]
    if expected == (not found):
        return True
    return corpus.result(False, f"config schema {case.place}",
                         "\n".join(["the tool:", *case.messages, "the schema:", *found]))


def main():
    text = subprocess.run([sys.argv[1], "--schema"], stdout=subprocess.PIPE, check=True).stdout
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    reasons, needed, good = read_reasons(sys.argv[2:]), set(), True
    for folder in sys.argv[2:]:
        for path in corpus.files(folder):
            cases = [case for case in corpus.read(path) if case.status != 3]
            same = all([judge(case, validator, reasons, needed) for case in cases])
            if same and cases:
                corpus.result(True, f"config schema {folder}/{path.name}")
            good &= same
    idle = [reason.pattern for reason in reasons if reason not in needed]
    return 0 if corpus.result(not idle, "config schema needs each exception", "\n".join(idle)) & good else 1


sys.exit(main())
