"""What users tell of themselves, and how it changes."""

from collections.abc import Iterable

import msgspec
from msgspec import UNSET

from sidepro.problems import Invalid
from sidepro.wire.catalogue import Catalogue
from sidepro.wire.faults import Fault, pointer
from sidepro.wire.users import ProfileChange


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a user tells of themselves; `skills` are display names, region and meeting time slugs."""

    bio: str = ""
    picture: str | None = None
    github_url: str | None = None
    skills: tuple[str, ...] = ()
    region: str | None = None
    meeting_time: str | None = None


def changed_profile(profile: Profile, change: ProfileChange, catalogue: Catalogue) -> Profile:
    """Give the profile as it is after a change.

    Skills become the display names of the catalogue, each once. Raises `Invalid` with every unknown skill
    and for a picture, because none can be uploaded yet.
    """
    given = {name: value for name, value in msgspec.structs.asdict(change).items() if value is not UNSET}
    skills, faults = _resolved(given.pop("skills", ()), catalogue)
    if given.get("picture"):
        faults.append(Fault(pointer("picture", "#/profile"), "not_your_image"))
    if faults:
        raise Invalid(faults=tuple(faults))
    if change.skills is not UNSET:
        given["skills"] = skills
    return msgspec.structs.replace(profile, **given)


def _resolved(names: Iterable[str], catalogue: Catalogue) -> tuple[tuple[str, ...], list[Fault]]:
    found: dict[str, None] = {}
    faults = []
    for index, name in enumerate(names):
        skill = catalogue.resolve(name)
        if skill is None:
            faults.append(Fault(pointer(str(index), "#/profile/skills"), "unknown_skill"))
        else:
            found[skill.name] = None
    return tuple(found), faults
