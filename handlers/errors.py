"""The one place where what went wrong becomes a problem reply."""

from tornado.httputil import HTTPInputError
from tornado.web import HTTPError, MissingArgumentError

from documents import STORE_AWAY
from sidepro.problems import (
    FaultView,
    Forbidden,
    Invalid,
    Malformed,
    MethodNotAllowed,
    NotFound,
    Problem,
    ProblemView,
    Unavailable,
    Unexpected,
)
from sidepro.translations import Locale, Translations
from sidepro.wire.codec import encode
from sidepro.wire.faults import InvalidInput, MalformedInput


def problem_of(error: BaseException | None, allowed: tuple[str, ...]) -> Problem:
    """Tell which problem an exception is; anything unknown is `Unexpected`."""
    match error:
        case Problem():
            return error
        case InvalidInput():
            return Invalid(faults=error.faults)
        case MalformedInput():
            return Malformed()
        case HTTPInputError() | MissingArgumentError():
            return Malformed("malformed.request")
        case HTTPError(status_code=404):
            return NotFound()
        case HTTPError(status_code=405):
            return MethodNotAllowed(allowed)
        case HTTPError(status_code=403):
            return Forbidden("forbidden.origin")
        case HTTPError(status_code=status) if 400 <= status < 500:
            return Malformed("malformed.request")
    if isinstance(error, STORE_AWAY):
        return Unavailable()
    return Unexpected()


def written(
    problem: Problem, translations: Translations, locale: Locale, *, base: str, request_id: str
) -> bytes:
    """Write a problem as `application/problem+json` in the language of the asker."""
    view = ProblemView(
        type=f"{base}/{problem.kind}",
        title=translations.say(locale, f"problems.{problem.kind}.title"),
        status=problem.status,
        detail=translations.say(locale, f"problems.{problem.detail}", problem.values),
        request_id=request_id,
        errors=[
            FaultView(fault.pointer, translations.say(locale, f"faults.{fault.code}", fault.values))
            for fault in problem.faults
        ],
    )
    if not problem.extra:
        return encode(view)
    return encode(view)[:-1] + b"," + encode(problem.extra)[1:]
