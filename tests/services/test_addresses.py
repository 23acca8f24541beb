"""Whom a request comes from."""

import pytest

from sidepro.services.addresses import Addresses, block


@pytest.mark.parametrize(
    ("trusted", "peer", "told", "client"),
    [
        ([], "203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        (["127.0.0.1/32"], "203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        (["127.0.0.1/32"], "127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        (["10.0.0.0/8"], "10.1.2.3", ["2001:db8::1"], "2001:db8::1"),
        (["fd00::/8"], "fd00::5", ["198.51.100.1"], "198.51.100.1"),
        (["10.0.0.0/8"], "fd00::5", ["198.51.100.1"], "fd00::5"),
        (["127.0.0.1/32"], "127.0.0.1", [], "127.0.0.1"),
        (["127.0.0.1/32"], "127.0.0.1", ["not an address"], "127.0.0.1"),
        (["127.0.0.1/32"], "127.0.0.1", ["198.51.100.1, 203.0.113.7"], "127.0.0.1"),
        (["127.0.0.1/32"], "127.0.0.1", ["198.51.100.1", "203.0.113.7"], "127.0.0.1"),
        (["127.0.0.1/32"], "", ["198.51.100.1"], ""),
    ],
)
def test_only_a_trusted_proxy_is_believed(
    trusted: list[str], peer: str, told: list[str], client: str
) -> None:
    assert Addresses(trusted).client(peer, told) == client


@pytest.mark.parametrize(
    ("address", "household"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_a_household_is_an_address_or_a_64(address: str, household: str) -> None:
    assert block(address) == household
