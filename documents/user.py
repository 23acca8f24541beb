"""One account, and how it changes."""

import unicodedata
from datetime import datetime

import msgspec
from bson import ObjectId
from msgspec import UNSET

from documents.collection import write
from documents.profiles import Profile, changed_profile
from documents.store import Document
from sidepro.problems import Invalid
from sidepro.wire import usernames
from sidepro.wire.catalogue import Catalogue
from sidepro.wire.faults import Fault, pointer
from sidepro.wire.users import Locale, ProfileChange, Role, UserChange


class User(msgspec.Struct, frozen=True, kw_only=True):
    """An account; `seen_at` is the beginning of the day (UTC) on which its user was last there."""

    id: ObjectId = msgspec.field(name="_id")
    email: str
    email_as_typed: str
    username: str
    username_key: str
    password_hash: str
    locale: Locale
    role: Role = "user"
    profile: Profile = Profile()
    project_count: int = 0
    bookmark_count: int = 0
    created_at: datetime
    seen_at: datetime
    sign_in_count: int = 0
    upload_count: int = 0


def changed_user(user: User, change: UserChange, catalogue: Catalogue) -> User:
    """Give the user as they are after a change; raises `Invalid` for what is wrong with the profile."""
    username = user.username if change.username is UNSET else usernames.tidy(change.username)
    profile = ProfileChange() if change.profile is UNSET else change.profile
    return msgspec.structs.replace(
        user,
        username=username,
        username_key=usernames.key(username),
        locale=user.locale if change.locale is UNSET else change.locale,
        profile=changed_profile(user.profile, profile, catalogue),
    )


def faults_of(change: UserChange, catalogue: Catalogue) -> tuple[Fault, ...]:
    """Tell everything that is wrong with a change, whoever asks for it."""
    faults = () if change.username is UNSET else name_faults(change.username)
    if change.profile is not UNSET:
        try:
            changed_profile(Profile(), change.profile, catalogue)
        except Invalid as invalid:
            faults += invalid.faults
    return faults


def name_faults(username: str) -> tuple[Fault, ...]:
    """Tell what is wrong with a username, whoever wants it."""
    code = usernames.fault(usernames.tidy(username))
    return (Fault(pointer("username"), code),) if code else ()


def difference(before: User, after: User) -> Document:
    """Give the fields that differ."""
    old, new = write(before), write(after)
    return {name: value for name, value in new.items() if value != old[name]}


def email_key(email: str) -> str:
    """Give the form in which e-mail addresses are compared."""
    return unicodedata.normalize("NFC", email).lower()


def day_of(moment: datetime) -> datetime:
    """Give the beginning of the day, in UTC."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
