"""The line that every request leaves in the log, and in the metrics."""

import structlog
from tornado.httputil import HTTPServerRequest

from handlers.house import House
from sidepro.problems import BadCursor, Forbidden, NotFound, Problem, TooFast, Unauthenticated

log = structlog.get_logger("sidepro.requests")

_DOORS = (BadCursor, Forbidden, TooFast, Unauthenticated)


def note(house: House, request: HTTPServerRequest, *, request_id: str, resource: str, status: int) -> None:
    """Log and count a finished request."""
    seconds = request.request_time()
    house.services.metrics.request(request.method or "", resource, status, seconds)
    say = log.warning if status >= 500 else log.info
    say(
        "request.finished",
        request_id=request_id,
        method=request.method,
        path=request.path,
        status=status,
        ms=round(seconds * 1000, 1),
        address=client_address(house, request),
    )


def note_refusal(
    house: House, request: HTTPServerRequest, problem: Problem, *, address: str, known: bool
) -> None:
    """Log and count that somebody was turned away, for those who watch for people that try doors.

    Nothing at an address is a refusal only for somebody `known`: it is what they get for what is another's.
    """
    if isinstance(problem, _DOORS) or (known and isinstance(problem, NotFound)):
        house.services.metrics.refused(problem.kind, problem.detail)
        log.info(
            "access.refused",
            rule=problem.detail,
            kind=problem.kind,
            method=request.method,
            path=request.path,
            address=address,
        )


def client_address(house: House, request: HTTPServerRequest) -> str:
    """Tell the address of the client: behind a trusted proxy, the one that the proxy tells."""
    return house.services.addresses.client(request.remote_ip or "", request.headers.get_list("X-Real-IP"))
