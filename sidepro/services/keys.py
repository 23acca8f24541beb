"""One key a purpose, all from the secret of the settings."""

import hashlib
import hmac

import msgspec


class Key(msgspec.Struct, frozen=True):
    """A 256-bit key and the id by which a token names it."""

    id: str
    bytes: bytes

    def __repr__(self) -> str:
        return f"Key(id={self.id!r})"


class Keys:
    """Derives the key of each purpose (HKDF-Expand with one block, RFC 5869, section 2.3).

    A former secret is still accepted, so that the secret can be changed without signing anyone out.
    """

    def __init__(self, secret: str, former: str | None = None) -> None:
        self._secrets = [text.encode() for text in (secret, former) if text]

    def current(self, purpose: str) -> Key:
        """Give the key that new things are signed with."""
        return _derive(self._secrets[0], purpose)

    def accepted(self, purpose: str) -> dict[str, Key]:
        """Give the keys with which signed things are still believed, by id."""
        keys = [_derive(secret, purpose) for secret in self._secrets]
        return {key.id: key for key in keys}


class Pseudonyms:
    """Stands for what must not be written down, such as an e-mail address in a log; the same each time."""

    def __init__(self, keys: Keys) -> None:
        self._key = keys.current("pseudonym").bytes

    def of(self, text: str) -> str:
        """Give 16 hex digits that only this deployment can connect with the text."""
        return hmac.digest(self._key, text.encode(), "sha256").hex()[:16]


def _derive(secret: bytes, purpose: str) -> Key:
    extracted = hmac.digest(b"sidepro", secret, "sha256")
    derived = hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")
    return Key(hashlib.sha256(b"id" + derived).hexdigest()[:8], derived)
