#!/usr/bin/env python3
"""report.py OUT FOLDER... - how many lines ran, by folder; OUT gets the places of those that didn't.

FOLDER has gcov's .gcno and .gcda files, at the paths of the sources. A line counts once, and has run when
it ran in any of them. Each folder of sources that has to reach a share is one line of TAP.
"""
import collections
import json
import pathlib
import subprocess
import sys

WANTED = {'common': 90, 'host-tools': 90}  # per cent of the lines


def gcov(folder):
    """What gcov knows of each source file of a build."""
    notes = [str(p) for top in ('common', 'guest-init', 'host-tools') for p in (folder / top).rglob('*.gcno')]
    out = subprocess.run(['gcov', '--json-format', '--stdout', *sorted(notes)], check=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    for text in out.decode().splitlines():
        yield from json.loads(text)['files']


def count(folders):
    """{file: {line: how often it ran}} of our own sources."""
    files = collections.defaultdict(collections.Counter)
    for folder in folders:
        for file in gcov(folder):
            if not file['file'].startswith('/'):
                for line in file['lines']:
                    files[str(pathlib.Path(file['file']))][line['line_number']] += line['count']
    return files


def ranges(numbers):
    """[1, 2, 3, 7] as "1-3 7"."""
    spans = []
    for n in sorted(numbers):
        if spans and n == spans[-1][1] + 1:
            spans[-1][1] = n
        else:
            spans.append([n, n])
    return ' '.join(f'{a}-{b}' if a < b else str(a) for a, b in spans)


def below(files, folder):
    return {name: lines for name, lines in files.items() if name.startswith(folder + '/')}


def share(files):
    """(per cent of the lines that ran, lines)"""
    counts = [n for lines in files.values() for n in lines.values()]
    return 100 * sum(n > 0 for n in counts) / len(counts), len(counts)


def print_folders(files, out):
    parents = sorted({str(pathlib.Path(name).parent) for name in files})
    rows = [(p, {n: v for n, v in files.items() if str(pathlib.Path(n).parent) == p}) for p in parents]
    for folder, own in rows + [('all', files)]:
        print('# {:28} {:5.1f} % of {:5} lines'.format(folder, *share(own)))
    print(f'# what did not run: {out}')


def main():
    out, *folders = map(pathlib.Path, sys.argv[1:])
    files = count(folders)
    with out.open('w') as f:
        for name, lines in sorted(files.items()):
            if not all(lines.values()):
                print(f'{name}: {ranges(line for line, n in lines.items() if not n)}', file=f)
    print_folders(files, out)
    failed = False
    for folder, wanted in WANTED.items():
        ran, _ = share(below(files, folder))
        failed |= ran < wanted
        print(f'{"ok" if ran >= wanted else "not ok"} coverage of {folder}: {ran:.1f} % (at least {wanted} %)')
    sys.exit(failed)


main()
