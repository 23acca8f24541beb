"""Starts a program that ends when its parent does, even if the parent is killed with signal 9.

Run as `python leash.py PARENT_PID PROGRAM ARGUMENT...`: asks Linux for SIGTERM at the death of the parent
(PR_SET_PDEATHSIG, prctl(2), which outlives execve), then becomes the program. Elsewhere it only becomes the
program. It is a program of its own, because Python code between fork and exec may deadlock.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Become the command, tied to the parent; does not return."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            sys.exit(1)
    try:
        os.execvp(command[0], command)  # noqa: S606 - no shell is what we want
    except OSError as error:
        sys.exit(f"{command[0]} can't be run: {error.strerror}.")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
