"""Users as the API takes and gives them."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from sidepro.wire import patterns
from sidepro.wire.regions import MeetingTime, Region
from sidepro.wire.text import Email, Id, Moment, Url
from sidepro.wire.usernames import LONGEST_TYPED

Locale = Literal["ko", "en"]
Role = Literal["user", "moderator"]

TypedUsername = Annotated[
    str,
    Meta(
        min_length=2,
        max_length=LONGEST_TYPED,
        description="2 to 20 letters (a to z, Hangul syllables), digits, `_` and `-`, after NFKC.",
        examples=["부엉이개발자"],
    ),
]
NewPassword = Annotated[
    str,
    Meta(
        min_length=8,
        max_length=128,
        description="Any 8 to 128 characters, kept as they were typed; what many others use is refused.",
        examples=["막차는 열한 시 사십 분"],
    ),
]
Password = Annotated[str, Meta(min_length=1, max_length=128, examples=["막차는 열한 시 사십 분"])]
Bio = Annotated[
    str,
    Meta(
        max_length=500,
        pattern=patterns.TEXT_OR_NOTHING,
        description="What people tell of themselves.",
        examples=["낮에는 결제 서버를, 밤에는 막차 알림을 만들어요."],
    ),
]
GithubUrl = Annotated[
    str, Meta(max_length=70, pattern=patterns.GITHUB_URL, examples=["https://github.com/mina-demo"])
]
SkillName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        description="The name, slug or an alias of a skill in the catalogue.",
        examples=["파이썬"],
    ),
]
Slug = Annotated[str, Meta(min_length=1, max_length=32, pattern=patterns.LINE)]
RegionSlug = Annotated[
    Slug,
    Meta(
        description=f"Where to meet them: {', '.join(Region)}; or a name of it.",
        examples=[Region.SEOUL.value],
    ),
]
MeetingTimeSlug = Annotated[
    Slug,
    Meta(
        description=f"When they like to meet: {', '.join(MeetingTime)}; or a name of it.",
        examples=[MeetingTime.ANY.value],
    ),
]
PictureUrl = Annotated[Url, Meta(examples=["https://images.sidepro.example/5e1f0c2b7a9d4e38-256.webp"])]
ImageKey = Annotated[str, Meta(min_length=1, max_length=200, pattern=patterns.LINE)]


class SignUpDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new account."""

    email: Email
    username: TypedUsername
    password: NewPassword
    locale: Locale = "ko"


class AvailabilityDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An e-mail address or a username that somebody would like to sign up with."""

    email: Email | UnsetType = UNSET
    username: TypedUsername | UnsetType = UNSET


class AvailabilityView(Struct, frozen=True, kw_only=True):
    """Whether it may be taken."""

    available: bool


class ProfileChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change of a profile; what is not given stays."""

    bio: Bio | UnsetType = UNSET
    picture: Annotated[ImageKey | UnsetType | None, Meta(examples=[None])] = UNSET
    github_url: GithubUrl | UnsetType | None = UNSET
    skills: Annotated[list[SkillName], Meta(max_length=20)] | UnsetType = UNSET
    region: RegionSlug | UnsetType | None = UNSET
    meeting_time: MeetingTimeSlug | UnsetType | None = UNSET


class UserChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change of an account; what is not given stays."""

    username: TypedUsername | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    profile: ProfileChange | UnsetType = UNSET


class PasswordChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new password, and the present one to show that it is you."""

    present: Password
    new: NewPassword


class RemovalDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password, to show that it is you."""

    password: Password


class AuthorView(Struct, frozen=True, kw_only=True):
    """A user beside what they made."""

    id: Id
    username: Annotated[str, Meta(examples=["부엉이개발자"])]
    picture_url: PictureUrl | None


class ProfileView(Struct, frozen=True, kw_only=True):
    """What a user tells of themselves."""

    bio: Bio
    picture_url: PictureUrl | None
    github_url: GithubUrl | None
    skills: Annotated[list[str], Meta(description="Names of the catalogue.", examples=[["Python", "Java"]])]
    region: Region | None
    meeting_time: MeetingTime | None


class UserView(Struct, frozen=True, kw_only=True):
    """A user as everyone sees them; `seen_at` is told by day only."""

    id: Id
    username: Annotated[str, Meta(examples=["부엉이개발자"])]
    created_at: Moment
    seen_at: Moment
    profile: ProfileView
    project_count: Annotated[int, Meta(ge=0, examples=[3])]


class OwnUserView(UserView, frozen=True, kw_only=True):
    """A user as they see themselves."""

    email: Email
    locale: Annotated[Locale, Meta(examples=["ko"])]
    role: Annotated[Role, Meta(examples=["user"])]
    bookmark_count: Annotated[int, Meta(ge=0, examples=[12])]
