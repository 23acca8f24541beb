"""Recommendations as the API gives them."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from sidepro.wire.projects import ProjectCard
from sidepro.wire.regions import MeetingTime, Region
from sidepro.wire.text import Moment
from sidepro.wire.users import AuthorView

Score = Annotated[float, Meta(ge=0, le=1, description="From 0 to 1.", examples=[0.42])]
SharedSkills = Annotated[
    list[str], Meta(description="Skills of both, by name.", examples=[["Python", "MongoDB"]])
]


class RecommendationQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many are wanted."""

    limit: Annotated[int, Meta(ge=1, le=50, description="How many at most.")] = 12


class ProjectReasons(Struct, frozen=True, kw_only=True):
    """Why a project is recommended."""

    shared_skills: SharedSkills
    because_of: Annotated[
        list[str],
        Meta(description="Usernames of neighbours whose project it is.", examples=[["부엉이개발자"]]),
    ]
    similarity: Annotated[Score | None, Meta(description="How similar its author is, if a neighbour.")]
    fallback: Annotated[
        Literal["popular"] | None,
        Meta(
            description="`popular` when nothing connects it with the one who asks: it is liked and new.",
            examples=[None],
        ),
    ]


class ProjectRecommendation(Struct, frozen=True, kw_only=True):
    """A recommended project."""

    project: ProjectCard
    score: Score
    reasons: ProjectReasons


ComputedAt = Annotated[
    Moment | None,
    Meta(description="When neighbours last changed; null before anything was computed."),
]


class ProjectRecommendations(Struct, frozen=True, kw_only=True):
    """Recommended projects, the most fitting first."""

    items: list[ProjectRecommendation]
    computed_at: ComputedAt


class UserReasons(Struct, frozen=True, kw_only=True):
    """Why somebody is recommended for a coffee chat."""

    shared_skills: SharedSkills
    region: Annotated[Region | None, Meta(description="The region that both gave.")]
    meeting_time: Annotated[MeetingTime | None, Meta(description="When both like to meet.")]
    fallback: Annotated[
        Literal["new"] | None,
        Meta(description="`new` when nothing connects them: they signed up lately.", examples=[None]),
    ]


class UserRecommendation(Struct, frozen=True, kw_only=True):
    """Somebody to have a coffee chat with."""

    user: AuthorView
    skills: Annotated[list[str], Meta(description="What they know.", examples=[["Python", "Java"]])]
    region: Region | None
    meeting_time: MeetingTime | None
    score: Score
    reasons: UserReasons


class UserRecommendations(Struct, frozen=True, kw_only=True):
    """People to have a coffee chat with, the most fitting first."""

    items: list[UserRecommendation]
    computed_at: ComputedAt
