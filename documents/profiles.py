"""What users tell of themselves, and how it changes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec
from msgspec import UNSET

from documents.image_uses import Mention
from sidepro.problems import Invalid
from sidepro.wire.catalogue import Catalogue
from sidepro.wire.faults import Fault, pointer
from sidepro.wire.regions import MeetingTime, Region, parse_meeting_time, parse_region
from sidepro.wire.users import ProfileChange

_CHOICES: Final[Mapping[str, Callable[[str], Region | MeetingTime | None]]] = {
    "region": parse_region,
    "meeting_time": parse_meeting_time,
}


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a user tells of themselves; `skills` are display names."""

    bio: str = ""
    picture: str | None = None
    github_url: str | None = None
    skills: tuple[str, ...] = ()
    region: Region | None = None
    meeting_time: MeetingTime | None = None


def changed_profile(profile: Profile, change: ProfileChange, catalogue: Catalogue) -> Profile:
    """Give the profile as it is after a change.

    Skills become the display names of the catalogue, each once; region and meeting time become slugs; a
    picture is given by its key. Raises `Invalid` with everything that is unknown.
    """
    given = {name: value for name, value in msgspec.structs.asdict(change).items() if value is not UNSET}
    faults: list[Fault] = []
    _choose(given, faults)
    if "skills" in given:
        given["skills"] = _resolved(given["skills"], catalogue, faults)
    if faults:
        raise Invalid(faults=tuple(faults))
    return msgspec.structs.replace(profile, **given)


def mentions(profile: Profile, change: ProfileChange) -> tuple[Mention, ...]:
    """List the images that a change refers to, and that the profile did not show before."""
    picture = change.picture
    if not picture or picture == profile.picture:
        return ()
    return (Mention(pointer("picture", "#/profile"), picture, "profile"),)


def _choose(given: dict[str, Any], faults: list[Fault]) -> None:
    """Replace names of regions and times by what they mean."""
    for field, parse in _CHOICES.items():
        if given.get(field) is not None:
            given[field] = parse(given[field])
            if given[field] is None:
                faults.append(Fault(pointer(field, "#/profile"), "not_a_choice"))


def _resolved(names: Iterable[str], catalogue: Catalogue, faults: list[Fault]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for index, name in enumerate(names):
        skill = catalogue.resolve(name)
        if skill is None:
            faults.append(Fault(pointer(str(index), "#/profile/skills"), "unknown_skill"))
        else:
            found[skill.name] = None
    return tuple(found)
