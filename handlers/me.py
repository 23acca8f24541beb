"""What is one's own: the account and its profile."""

import structlog
from msgspec import UNSET

from documents.user import User
from handlers.entrance import Entrance
from handlers.operation import operation
from handlers.people import own_view
from handlers.routing import Route
from sidepro.problems import Conflict, Invalid
from sidepro.wire.faults import Fault, pointer
from sidepro.wire.sessions import AccessView
from sidepro.wire.users import OwnUserView, PasswordChange, RemovalDraft, UserChange

log = structlog.get_logger("sidepro.accounts")


class MeHandler(Entrance):
    """The account of the one who asks."""

    @operation()
    async def get(self) -> OwnUserView:
        """Show the account and profile of the one who asks."""
        return own_view(await self.house.documents.users.find(self.user_id), self.house.settings.images_url)

    @operation(problems=(Conflict,))
    async def patch(self, body: UserChange) -> OwnUserView:
        """Change the username, the locale or the profile; what is not given stays.

        Skills, region and meeting time may be given by slug or by any of their names. `null` empties a
        field. A username that is given up is held back for 30 days.
        """
        if body.username is not UNSET:
            await self.house.services.limits.spend("rename", (f"user:{self.user_id}",))
        user = await self.house.documents.accounts.change(self.user_id, body)
        return own_view(user, self.house.settings.images_url)

    @operation(limit="log_in")
    async def delete(self, body: RemovalDraft) -> None:
        """Remove your account; asks for the password.

        Your profile, projects, comments and bookmarks are invisible at once and then erased, and all your
        devices are logged out. Your username is held back for 30 days, so that nobody passes for you.
        """
        documents = self.house.documents
        user = await documents.users.find(self.user_id)
        if not await self.is_password_of(user, body.password):
            raise Invalid.field("password", "password_wrong")
        ended = await documents.accounts.remove(user)
        log.info("account.removed", user_id=self.user_id, address=self.client_address, device=self.device)
        await self.tell_ended(ended, self.user_id, reason="account")
        self.take_refresh_token()
        await documents.removals.begin("user", user.id)


class PasswordHandler(Entrance):
    """The password of the one who asks."""

    @operation(changes=False)
    async def put(self, body: PasswordChange) -> AccessView:
        """Change the password; all other devices are logged out.

        The present password is asked for. The device that asks gets a new session and tokens, so that
        copies of the old ones are worth nothing.
        """
        user = await self.house.documents.users.find(self.user_id)
        await self._judge(user, body)
        hashed = await self.house.services.passwords.hash(body.new)
        session, ended = await self.house.documents.sessions.start_over(user, hashed, self.device)
        log.info("password.changed", user_id=self.user_id, address=self.client_address, device=self.device)
        await self.tell_ended(ended, self.user_id, reason="password")
        self.welcome(session, user)
        return self.access_view(session)

    async def _judge(self, user: User, change: PasswordChange) -> None:
        """Raise `Invalid` with everything that is wrong."""
        faults = []
        if not await self.is_password_of(user, change.present):
            faults.append(Fault(pointer("present"), "password_wrong"))
        policy = self.house.services.password_policy
        if weakness := policy.weakness(change.new, email=user.email, username=user.username):
            faults.append(Fault(pointer("new"), weakness))
        if faults:
            raise Invalid(faults=tuple(faults))


routes = [Route("/users/me", MeHandler), Route("/users/me/password", PasswordHandler)]
