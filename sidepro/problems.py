"""What can go wrong for someone who asks: the family of problems (RFC 9457), and nothing else.

A problem names its sentences by key; they are translated when the reply is written. Raised anywhere above
this module, answered in one place (`handlers.errors`).
"""

from collections.abc import Mapping
from typing import ClassVar

import msgspec

from sidepro.wire.faults import Fault


class Problem(Exception):
    """Something the asker can understand and act on.

    `detail` is the key of a sentence under `problems.`, `values` fill its placeholders, `extra` are further
    members of the reply, `headers` further headers.
    """

    status: ClassVar[int]
    kind: ClassVar[str]

    def __init__(
        self,
        detail: str | None = None,
        *,
        faults: tuple[Fault, ...] = (),
        values: Mapping[str, str | int] | None = None,
        extra: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or self.kind)
        self.detail = detail or f"{self.kind}.detail"
        self.faults = faults
        self.values = dict(values or {})
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})


class Malformed(Problem):
    """The request cannot be read."""

    status = 400
    kind = "malformed"


class BadCursor(Problem):
    """The cursor is not one of ours, or belongs to another list."""

    status = 400
    kind = "bad-cursor"


class Unauthenticated(Problem):
    """Nobody, or nobody any more, is signed in."""

    status = 401
    kind = "unauthenticated"

    def __init__(self, detail: str | None = None, *, error: str | None = None) -> None:
        challenge = 'Bearer realm="sidepro"' + (f', error="{error}"' if error else "")
        super().__init__(detail, headers={"WWW-Authenticate": challenge})


class Forbidden(Problem):
    """It is there, and it is not yours to change."""

    status = 403
    kind = "forbidden"


class NotFound(Problem):
    """There is nothing at this address, or nothing that you may know of."""

    status = 404
    kind = "not-found"


class MethodNotAllowed(Problem):
    """The address exists and does not do that."""

    status = 405
    kind = "method-not-allowed"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(headers={"Allow": ", ".join(allowed)})


class Conflict(Problem):
    """What was asked contradicts what is there."""

    status = 409
    kind = "conflict"


class TooLarge(Problem):
    """The body is larger than is read."""

    status = 413
    kind = "too-large"


class UnsupportedMediaType(Problem):
    """The body is not JSON."""

    status = 415
    kind = "unsupported-media-type"


class Invalid(Problem):
    """Some fields are wrong; `faults` names each."""

    status = 422
    kind = "invalid"

    @classmethod
    def field(cls, name: str, code: str, **values: str | int) -> "Invalid":
        """Blame one field of the body, named by its path with dots."""
        return cls(faults=(Fault(f"#/{name.replace('.', '/')}", code, values),))


class TooFast(Problem):
    """Too much was asked in too short a time; `retry_after` is in whole seconds."""

    status = 429
    kind = "too-fast"

    def __init__(
        self, retry_after: int, detail: str | None = None, *, values: Mapping[str, str | int] | None = None
    ) -> None:
        seconds = max(1, retry_after)
        values = {"seconds": seconds, **(values or {})}
        super().__init__(detail, values=values, headers={"Retry-After": str(seconds)})


class Unexpected(Problem):
    """A fault of ours; nothing of it is told."""

    status = 500
    kind = "unexpected"


class Unavailable(Problem):
    """A part that is needed is away; `retry_after` is in whole seconds."""

    status = 503
    kind = "unavailable"

    def __init__(
        self, detail: str | None = None, *, retry_after: int = 2, extra: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(detail, extra=extra, headers={"Retry-After": str(retry_after)})


class FaultView(msgspec.Struct, frozen=True):
    """One field that is wrong: where (a JSON pointer as a URI fragment) and why."""

    pointer: str
    detail: str


class ProblemView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem as it is written (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FaultView] = msgspec.field(default_factory=list)


KINDS: tuple[type[Problem], ...] = (
    Malformed,
    BadCursor,
    Unauthenticated,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Conflict,
    TooLarge,
    UnsupportedMediaType,
    Invalid,
    TooFast,
    Unexpected,
    Unavailable,
)
"""Every kind of problem, in the order of its status."""
