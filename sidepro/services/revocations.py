"""Sessions that ended before their access tokens did."""


class Revocations:
    """Knows the revoked sessions of the last quarter of an hour."""

    def __init__(self) -> None:
        self._revoked: set[str] = set()

    def holds(self, session_id: str) -> bool:
        """Tell whether a session has been revoked."""
        return session_id in self._revoked
