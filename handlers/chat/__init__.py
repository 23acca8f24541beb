"""Coffee chat over the socket: the handshake, what clients command, and who is told of what."""
