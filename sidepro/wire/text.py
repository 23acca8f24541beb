"""The bounded texts of the API; lengths are in code points."""

from typing import Annotated

from msgspec import Meta

from sidepro.wire import patterns

Id = Annotated[
    str, Meta(pattern=patterns.OBJECT_ID, description="24 hex digits.", examples=["66f1c0ffee0000000000002a"])
]
Moment = Annotated[
    str,
    Meta(
        description="A UTC moment with milliseconds.",
        examples=["2026-11-23T01:20:00.000Z"],
        extra_json_schema={"format": "date-time"},
    ),
]
Username = Annotated[
    str,
    Meta(
        min_length=2,
        max_length=20,
        pattern=patterns.USERNAME,
        description="2 to 20 letters (a to z, Hangul syllables), digits, `_` and `-`; unique without case.",
        examples=["부엉이개발자"],
    ),
]
Email = Annotated[
    str, Meta(min_length=6, max_length=254, pattern=patterns.EMAIL, examples=["mina@sidepro.example"])
]
Url = Annotated[
    str,
    Meta(
        max_length=500,
        pattern=patterns.URL,
        description="An http or https address.",
        examples=["https://github.com/mina-demo/last-train"],
    ),
]
