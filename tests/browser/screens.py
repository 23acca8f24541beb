"""Every screen and every dialog of the site, and how one comes to see it."""

from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from tests.browser import steps
from tests.browser.steps import Seat

Steps = Callable[[Seat], Awaitable[None]]


async def _stay(_: Seat) -> None:
    """Nothing is done on the page."""


class Screen(NamedTuple):
    """A screen: what it is called, its address, who sees it, and what they do there."""

    name: str
    path: str
    is_member: bool = True
    steps: Steps = _stay

    @property
    def has_steps(self) -> bool:
        """Whether it is more than what one sees at the address."""
        return self.steps is not _stay

    @property
    def is_dialog(self) -> bool:
        """Whether something is asked or shown over the page."""
        return self.steps in _DIALOGS


_DIALOGS: Final[tuple[Steps, ...]] = (
    steps.ask_to_remove,
    steps.enlarge,
    steps.ask_to_leave,
    steps.ask_to_discard,
    steps.ask_to_leave_profile,
    steps.ask_to_remove_account,
    steps.ask_to_leave_room,
)


SCREENS = (
    Screen("landing", "/", is_member=False),
    Screen("board", "/projects", is_member=False),
    Screen("recommendations", "/projects", steps=steps.be_recommended),
    Screen("completions", "/projects", steps=steps.complete),
    Screen("any or all", "/projects?skill=Python&skill=Go", steps=steps.match),
    Screen("nothing found", "/projects?q=zzzzzzzz", is_member=False),
    Screen("out of reach", "/projects", is_member=False, steps=steps.lose_the_network),
    Screen("project", "/projects/{project}"),
    Screen("project to a guest", "/projects/{project}", is_member=False),
    Screen("own project", "/projects/{own}"),
    Screen("removing a project", "/projects/{own}", steps=steps.ask_to_remove),
    Screen("editing a comment", "/projects/{project}", steps=steps.edit_comment),
    Screen("removing a comment", "/projects/{project}", steps=steps.remove_comment),
    Screen("an enlarged picture", "/projects/{project}", steps=steps.enlarge),
    Screen("writing", "/write", steps=steps.write),
    Screen("writing in vain", "/write", steps=steps.err),
    Screen("leaving what is written", "/write", steps=steps.ask_to_leave),
    Screen("discarding a draft", "/write", steps=steps.ask_to_discard),
    Screen("editing", "/projects/{own}/edit", steps=steps.write),
    Screen("two versions", "/projects/{own}/edit", steps=steps.collide),
    Screen("editing what is not one's own", "/projects/{project}/edit"),
    Screen("sign-up", "/sign-up", is_member=False),
    Screen("sign-up in vain", "/sign-up", is_member=False, steps=steps.find_nothing_to_send),
    Screen("log-in", "/log-in", is_member=False),
    Screen("log-in in vain", "/log-in", is_member=False, steps=steps.find_nothing_to_send),
    Screen("welcome", "/welcome"),
    Screen("settings", "/settings"),
    Screen("settings in vain", "/settings", steps=steps.tell_in_vain),
    Screen("leaving an unsaved profile", "/settings", steps=steps.ask_to_leave_profile),
    Screen("settings of somebody unknown", "/settings", steps=steps.be_unknown),
    Screen("removing the account", "/settings", steps=steps.ask_to_remove_account),
    Screen("menu", "/settings", steps=steps.open_menu),
    Screen("my page", "/me"),
    Screen("my bookmarks", "/me?tab=bookmarks"),
    Screen("user page", "/users/{username}"),
    Screen("nowhere", "/nowhere", is_member=False),
    Screen("rooms beside the board", "/projects", steps=steps.open_list),
    Screen("chat beside the board", "/projects", steps=steps.open_drawer),
    Screen("rooms", "/chat", steps=steps.see_rooms),
    Screen("chat", "/chat/{room}", steps=steps.see_room),
    Screen("leaving a room", "/chat/{room}", steps=steps.ask_to_leave_room),
    Screen("a room that is not one's own", "/chat/ffffffffffffffffffffffff"),
)
