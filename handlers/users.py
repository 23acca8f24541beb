"""Signing up, and users as everyone sees them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta

from documents.user import name_faults
from handlers.base import ApiHandler
from handlers.entrance import Entrance
from handlers.operation import Operation, operation
from handlers.people import public_view
from handlers.routing import Route
from sidepro.problems import Conflict, Invalid
from sidepro.wire.faults import Fault, InvalidInput, pointer
from sidepro.wire.sessions import SignedInView
from sidepro.wire.users import AvailabilityDraft, AvailabilityView, SignUpDraft, UserView


class UsersHandler(Entrance):
    """The users."""

    @operation(public=True, status=201, limit="sign_up", problems=(Conflict,))
    async def post(self, body: SignUpDraft) -> SignedInView:
        """Sign up; the new user is logged in.

        The refresh token comes as a cookie. What is taken is a conflict that names the field.
        """
        await self._judge(body)
        services, users = self.house.services, self.house.documents.users
        user = await users.register(
            email=body.email,
            username=body.username,
            password_hash=await services.passwords.hash(body.password),
            locale=body.locale,
        )
        self.set_header("Location", self.address_of("/api/v1/users/{username}", username=user.username))
        return await self.let_in(user)

    async def perform(
        self, contract: Operation, method: Callable[..., Awaitable[Any]], path: dict[str, str]
    ) -> None:
        """Perform as others do; when the form of a field is wrong, tell what is wrong with the others too."""
        try:
            await super().perform(contract, method, path)
        except InvalidInput as invalid:
            blamed = {fault.pointer for fault in invalid.faults}
            given = self._given()
            well_formed = {name: given[name] for name in given if pointer(name) not in blamed}
            faults, taken = await self._faults(well_formed)
            raise Invalid(faults=invalid.faults + faults + taken) from None

    def _given(self) -> dict[str, Any]:
        """Give the fields of the body, whatever their form."""
        try:
            return msgspec.json.decode(self.request.body, type=dict[str, Any])
        except msgspec.MsgspecError:
            return {}

    async def _judge(self, draft: SignUpDraft) -> None:
        """Raise `Invalid` with everything that is wrong, or `Conflict` if something is only taken."""
        faults, taken = await self._faults(msgspec.structs.asdict(draft))
        if faults:
            raise Invalid(faults=faults + taken)
        if taken:
            raise Conflict("conflict.taken", faults=taken)

    async def _faults(self, given: Mapping[str, str]) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
        """Tell what is wrong with fields of good form, and what is taken."""
        email, username, password = (given.get(name) for name in ("email", "username", "password"))
        faults = name_faults(username) if username else ()
        policy = self.house.services.password_policy
        if password and (found := policy.weakness(password, email=email or "", username=username or "")):
            faults += (Fault(pointer("password"), found),)
        return faults, await self.house.documents.users.taken(email=email, username=username)


class AvailabilityHandler(ApiHandler):
    """Whether an e-mail address or a username is still to be had."""

    @operation(public=True, limit="availability", changes=False)
    async def post(
        self, body: Annotated[AvailabilityDraft, Meta(examples=[{"username": "부엉이개발자"}])]
    ) -> AvailabilityView:
        """Tell whether an e-mail address or a username may be taken; give one of them."""
        if (body.email is UNSET) == (body.username is UNSET):
            raise Invalid(faults=tuple(Fault(pointer(name), "one_of_both") for name in ("email", "username")))
        users = self.house.documents.users
        if body.email is not UNSET:
            return AvailabilityView(available=not await users.taken(email=body.email))
        if faults := name_faults(body.username or ""):
            raise Invalid(faults=faults)
        return AvailabilityView(available=not await users.taken(username=body.username or ""))


class UserHandler(ApiHandler):
    """One user."""

    @operation(public=True, cached=True)
    async def get(self, username: Annotated[str, Meta(examples=["부엉이개발자"])]) -> UserView:
        """Show a user as everyone sees them; case does not count."""
        user = await self.house.documents.users.named(username)
        return public_view(user, self.house.settings.images_url)


routes = [
    Route("/users", UsersHandler),
    Route("/users/availability", AvailabilityHandler),
    Route("/users/{username}", UserHandler),
]
