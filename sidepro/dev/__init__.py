"""The development stack: real stores and the server, started by one command."""
