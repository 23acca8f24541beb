"""Which TCP ports of this machine are free."""

import errno
import random
import socket

FIRST_FREE_PORT = 20_000
LAST_FREE_PORT = 32_000  # from 32768 on the kernel hands ports out to clients by itself
ATTEMPTS = 200


def is_free(port: int, address: str = "127.0.0.1") -> bool:
    """Whether a server could listen on the port now.

    Raises OSError when the address itself can't be used (no such interface, a port that needs rights).
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # as servers do: connections that have just ended are no hindrance
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def free_port() -> int:
    """Return a port that is free now, chosen at random below those that the kernel gives to clients.

    Raises OSError when none of 200 tried was free.
    """
    for _ in range(ATTEMPTS):
        port = random.randint(FIRST_FREE_PORT, LAST_FREE_PORT)  # noqa: S311 - nothing secret about a port
        if is_free(port):
            return port
    raise OSError(errno.EADDRINUSE, "no free port found")
