"""The development stack: real stores and the server, started and stopped by one command."""

from sidepro.dev.command import main

__all__ = ["main"]
