"""A program to supervise: `stand_in.py DIRECTORY NAME [OPTION...]`; it notes its start and its end.

Options: `stubborn` ignores SIGTERM, `parent` has a child that ignores it, `brief` fails at once,
`work` succeeds at once, `dies` fails when the file `die` appears.
"""

import os
import signal
import sys
import time
from pathlib import Path


def note(directory: Path, text: str) -> None:
    with (directory / "notes").open("a") as notes:
        notes.write(text + "\n")


def main(directory: Path, name: str, options: set[str]) -> None:
    if "parent" in options and os.fork() == 0:
        options = {"stubborn"}
        name = f"child of {name}"
    signal.signal(signal.SIGTERM, signal.SIG_IGN if "stubborn" in options else lambda *_: sys.exit(0))
    note(directory, f"{name} started")
    print(f"{name} says hello", flush=True)
    (directory / f"{name}.pid").write_text(str(os.getpid()))
    try:
        if "brief" in options:
            sys.exit("this can't go on")
        while "work" not in options:
            if "dies" in options and (directory / "die").exists():
                sys.exit("this can't go on")
            time.sleep(0.01)
    finally:
        note(directory, f"{name} ended")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], set(sys.argv[3:]))
