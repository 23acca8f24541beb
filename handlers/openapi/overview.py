"""What holds for the whole API, told once, in Markdown."""

import re
from typing import Final

from sidepro.services.limits import RULES, Rule

_TEXT: Final = """\
Developers show their side projects here and meet for a coffee chat. JSON in UTF-8, `snake_case`, ids of 24
hex digits, moments in UTC such as `2026-11-23T01:20:00.000Z`. Fields may be added at any time; none is
renamed or removed under `/api/v1`.

## Who asks

Reading is public. Everything else needs an access token: `Authorization: Bearer …`. Signing up and logging
in give one for 15 minutes, and keep a refresh token in an HttpOnly cookie for the browser, with which the
next one is fetched. Tokens of ended sessions stop working within five seconds. A problem 401 comes with
`WWW-Authenticate`; `error="invalid_token"` there means: refresh, then try again.

## What can go wrong

Every error is a problem (RFC 9457), `application/problem+json`, in the language of `Accept-Language` (`ko`
or `en`). `type` leads to its explanation and is what programs should look at. `errors` names all the
fields that are wrong at once, each by a JSON pointer into the body (`#/profile/skills/0`) or by the name of
the parameter (`#/limit`). Unknown fields and parameters are refused, too. `request_id` is in the header
`X-Request-ID` as well; mention it when something seems to be our fault.

## Pages

Lists come in pages of `limit` items (1 to 100, 12 unless asked). `next` and `previous` are cursors: send
one back as `cursor`, with the same filters and sort, or begin again when it is refused as `bad-cursor`.
Page 10,000 costs what page 1 costs, and nothing is shown twice because something was added. Past 10,000
`total` is a floor, and `total_is_exact` is false.

## Caching

What is the same for everyone carries a weak `ETag`: send it back in `If-None-Match` and get 304 while
nothing has changed. What is yours is `no-store`, and comes from `/users/me/…`, so that the rest can be
shared.

## Writing safely

PUT and DELETE may be repeated. Where `Idempotency-Key` is understood, a POST that is sent again with the
same key and body makes nothing new, for a day. A change of a project carries the `version` that it was
made from, and is refused with 409 and the present project when somebody was faster.

## How much

A body holds at most 1 MiB. Requests are counted by address and by account; what is too much is refused with
429 and `Retry-After` in seconds. An operation says which allowance it spends:

| allowance | at most |
| --- | --- |
"""
"""Columns are not aligned, because viewers do that with inline styles, which our policy forbids."""


_WRAP: Final = re.compile(r"(?<=[^\n|])\n(?=[^\s|#*-])")


def overview() -> str:
    """Give the text with the allowances as they are."""
    rows = (f"| {name} | {_written(rule)} |\n" for name, rule in sorted(RULES.items()))
    return flowing(_TEXT) + "".join(rows)


def flowing(text: str) -> str:
    """Join the lines of a paragraph, because viewers show a line break as one."""
    return _WRAP.sub(" ", text)


def _written(rule: Rule) -> str:
    return ", ".join(f"{allowance.times:,} in {allowance.seconds:,} s" for allowance in rule)
