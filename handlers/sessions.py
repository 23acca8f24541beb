"""Logging in and out, and the devices on which one is logged in."""

import structlog

from handlers.entrance import Entrance
from handlers.operation import operation
from handlers.routing import Route
from sidepro.problems import Unauthenticated
from sidepro.wire.sessions import LogInDraft, SignedInView

log = structlog.get_logger("sidepro.sessions")


class SessionsHandler(Entrance):
    """The devices on which somebody is logged in."""

    @operation(public=True, status=201, limit="log_in", changes=False)
    async def post(self, body: LogInDraft) -> SignedInView:
        """Log in; the refresh token comes as a cookie."""
        users, passwords = self.house.documents.users, self.house.services.passwords
        user = await users.with_email(body.email)
        verdict = await passwords.verify(body.password, user.password_hash if user else None)
        if user is None or not verdict.right:
            raise Unauthenticated("unauthenticated.log-in")
        return await self.let_in(user)


routes = [Route("/sessions", SessionsHandler)]
