"""record.py MKCONFIGDISK FILE... - write what mkconfigdisk says now into files of tests/data.

For somebody who has added documents, or changed a message: read the difference before it is kept."""
import pathlib
import sys

import corpus


def main():
    for name in sys.argv[2:]:
        path = pathlib.Path(name)
        out, held = [], []
        cases = iter(corpus.read(path))
        for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
            if line.startswith("> "):
                held.append(line)
                continue
            if held:
                status, messages = corpus.verdict([sys.argv[1], "--check", "-"], next(cases).text)
                out += [*held, str(status), *messages, ""]
                held = []
            if line.startswith("#"):
                out.append(line)
        path.write_text("\n".join(out), encoding="utf-8")


main()
