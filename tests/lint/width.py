"""width.py FOLDER... - no line of C is wider than 100 columns, with tabs of 8."""
import pathlib
import sys

COLUMNS = 100
wrong = 0
for folder in sys.argv[1:]:
    files = sorted(pathlib.Path(folder).rglob("*.[ch]"))
    if not files:
        print(f"{folder}: there is no C in it")
        wrong += 1
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            columns = len(line.expandtabs(8))
            if columns > COLUMNS:
                print(f"{path}:{number}: {columns} columns (at most {COLUMNS})")
                wrong += 1
sys.exit(wrong > 0)
