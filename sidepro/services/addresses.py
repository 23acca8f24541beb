"""Where a request comes from: the peer, or what a trusted proxy says of it."""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network


class Addresses:
    """Believes the header X-Real-IP of the given networks, where our own proxy overwrites it."""

    def __init__(self, trusted: Sequence[str]) -> None:
        self._trusted = [ip_network(network) for network in trusted]

    def client(self, peer: str, told: Sequence[str]) -> str:
        """Give the address of the client; `told` are the values of X-Real-IP that came with the request."""
        if not self._trusted or len(told) != 1 or not self._is_trusted(peer):
            return peer
        try:
            return str(ip_address(told[0].strip()))
        except ValueError:
            return peer

    def _is_trusted(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self._trusted)


def block(address: str) -> str:
    """Give what one household has: an IPv4 address, or the /64 that an IPv6 address is in."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed) >> 64 << 64, 64)))
