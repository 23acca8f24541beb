"""What each kind of problem means, at the address that a problem gives as its `type`."""

from typing import Annotated

import msgspec
from msgspec import Meta

from handlers.base import ApiHandler
from handlers.operation import operation
from handlers.routing import Route
from sidepro.problems import KINDS, NotFound


class ProblemKindView(msgspec.Struct, frozen=True):
    """A kind of problem, in the language of the asker."""

    kind: Annotated[str, Meta(examples=[NotFound.kind])]
    status: Annotated[int, Meta(examples=[NotFound.status])]
    title: Annotated[str, Meta(examples=["찾을 수 없어요"])]


class ProblemKindHandler(ApiHandler):
    """One kind of problem."""

    @operation(public=True)
    async def get(self, kind: Annotated[str, Meta(examples=["not-found"])]) -> ProblemKindView:
        """Explain a kind of problem."""
        for problem in KINDS:
            if problem.kind == kind:
                title = self.house.translations.say(self.locale_wanted, f"problems.{kind}.title")
                return ProblemKindView(kind, problem.status, title)
        raise NotFound


routes = [Route("/problems/{kind}", ProblemKindHandler)]
