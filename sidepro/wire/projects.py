"""Projects as the API takes and gives them."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from sidepro.wire import patterns
from sidepro.wire.pages import PageQuery
from sidepro.wire.text import Id, Moment, Url
from sidepro.wire.users import AuthorView, ImageKey, PictureUrl, SkillName, TypedUsername

LONGEST_STORY = 50_000

Sort = Literal["newest", "views", "popular"]
Match = Literal["any", "all"]

Title = Annotated[
    str, Meta(max_length=60, pattern=patterns.LINE, description="One line.", examples=["막차 알리미"])
]
Summary = Annotated[
    str,
    Meta(
        max_length=100,
        pattern=patterns.LINE,
        description="What it is, in one line.",
        examples=["막차가 끊기기 전에 일어날 시간을 알려 줘요"],
    ),
]
Content = Annotated[
    str,
    Meta(
        max_length=LONGEST_STORY,
        pattern=patterns.TEXT,
        description="The story, in Markdown.",
        examples=["## 왜 만들었나요\n\n막차를 **세 번** 놓쳤어요."],
    ),
]
SkillNames = Annotated[
    list[SkillName],
    Meta(
        min_length=1,
        max_length=10,
        description="Names, slugs or aliases of skills; the same skill twice counts once.",
        examples=[["Python", "쿠버네티스"]],
    ),
]
RepositoryUrl = Annotated[Url, Meta(description="Where its source is, http or https.")]
Version = Annotated[
    int, Meta(ge=1, le=2**53, description="How many times the project was written.", examples=[3])
]
Count = Annotated[int, Meta(ge=0, examples=[42])]


class ProjectDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A project to be put on the board."""

    title: Title
    summary: Summary
    content: Content
    skills: SkillNames
    repository_url: RepositoryUrl | None = None
    thumbnail: Annotated[ImageKey | None, Meta(examples=[None])] = None


class ProjectChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change of a project, made from `version` of it; what is not given stays."""

    version: Version
    title: Title | UnsetType = UNSET
    summary: Summary | UnsetType = UNSET
    content: Content | UnsetType = UNSET
    skills: SkillNames | UnsetType = UNSET
    repository_url: RepositoryUrl | UnsetType | None = UNSET
    thumbnail: Annotated[ImageKey | UnsetType | None, Meta(examples=[None])] = UNSET


class BoardQuery(PageQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which projects of the board, in which order."""

    sort: Annotated[
        Sort, Meta(description="Newest, most viewed or most bookmarked first.", examples=["popular"])
    ] = "newest"
    skill: Annotated[
        list[SkillName],
        Meta(
            max_length=10, description="Skills that they have; repeat it for several.", examples=[["Python"]]
        ),
    ] = field(default_factory=list)
    match: Annotated[
        Match | None,
        Meta(description="Whether they have any or all of the skills: any unless said.", examples=["all"]),
    ] = None
    q: Annotated[
        str,
        Meta(
            max_length=100,
            pattern=patterns.LINE_OR_NOTHING,
            description="Words in title, summary, author and names of skills, in Korean or English.",
            examples=["막차 알림"],
        ),
    ] = ""
    author: Annotated[TypedUsername | None, Meta(description="The username of their author.")] = None


class ProjectCard(Struct, frozen=True, kw_only=True):
    """A project as it stands on the board."""

    id: Id
    author: AuthorView
    title: Title
    summary: Summary
    skills: Annotated[list[str], Meta(description="Names of the catalogue.", examples=[["Python"]])]
    thumbnail_url: PictureUrl | None
    repository_url: RepositoryUrl | None
    view_count: Count
    bookmark_count: Count
    comment_count: Count
    version: Version
    created_at: Moment
    updated_at: Moment


class ProjectView(ProjectCard, frozen=True, kw_only=True):
    """A project with its story, in Markdown and as HTML that is safe to show."""

    content: Content
    content_html: Annotated[
        str,
        Meta(
            description="Rendered and sanitised by the server.",
            examples=["<h2>왜 만들었나요</h2>\n<p>막차를 <strong>세 번</strong> 놓쳤어요.</p>"],
        ),
    ]


class MarkdownDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Markdown to be previewed."""

    text: Annotated[
        str,
        Meta(
            max_length=LONGEST_STORY,
            pattern=patterns.TEXT_OR_NOTHING,
            examples=["막차를 **세 번** 놓쳤어요."],
        ),
    ]


class MarkdownView(Struct, frozen=True, kw_only=True):
    """How a story with that text would be shown."""

    html: Annotated[str, Meta(examples=["<p>막차를 <strong>세 번</strong> 놓쳤어요.</p>"])]
