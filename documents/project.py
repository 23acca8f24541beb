"""One project: what is kept of it, what its author writes, and how that changes."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, Self

import msgspec
from bson import ObjectId
from msgspec import UNSET

from documents.image_uses import Mention
from documents.search_words import document_text, document_tokens
from documents.store import now
from sidepro.problems import Invalid
from sidepro.wire.catalogue import Catalogue
from sidepro.wire.faults import Fault, pointer
from sidepro.wire.images import large_key
from sidepro.wire.projects import ProjectChange, ProjectDraft

_SOURCE: Final = re.compile(r'<img [^>]*?src="([^"]*)"')
_WRITTEN: Final = ("title", "summary", "content", "skills", "repository_url", "thumbnail")


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """What a project keeps of its author, so that a page of the board asks for nothing else."""

    username: str
    picture: str | None


class Story(msgspec.Struct, frozen=True):
    """A story as HTML, the version of the renderer that wrote it, and the keys of the images in it."""

    html: str
    version: int
    images: tuple[str, ...] = ()

    @classmethod
    def of(cls, html: str, version: int, images_url: str) -> Self:
        """Find the images of ours that rendered HTML shows; `images_url` is their public address."""
        shown = [src.removeprefix(images_url) for src in _SOURCE.findall(html) if src.startswith(images_url)]
        return cls(html, version, tuple(dict.fromkeys(large_key(key) or key for key in shown)))


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """A project as it is kept.

    `skills` are names of the catalogue, `thumbnail` and `images` the keys of its thumbnail and of the images
    that its story shows. `version` counts its writings. `search` holds its tokens, and the
    ranks are the counts as searches sort by them, a few minutes old. `hidden` is there only while the
    projects of a removed account wait to be erased.
    """

    id: ObjectId = msgspec.field(name="_id")
    author_id: ObjectId
    author: Author
    title: str
    summary: str
    content: str
    content_html: str
    renderer_version: int
    skills: tuple[str, ...]
    thumbnail: str | None = None
    images: tuple[str, ...] = ()
    repository_url: str | None = None
    view_count: int = 0
    bookmark_count: int = 0
    comment_count: int = 0
    version: int = 1
    search: tuple[str, ...] = ()
    view_rank: int = 0
    bookmark_rank: int = 0
    created_at: datetime = msgspec.field(default_factory=now)
    updated_at: datetime = msgspec.field(default_factory=now)

    @property
    def shown(self) -> frozenset[str]:
        """The keys of all images that it refers to."""
        return frozenset((*self.images, *([self.thumbnail] if self.thumbnail else [])))


def drafted(
    project_id: ObjectId,
    draft: ProjectDraft,
    story: Story,
    author_id: ObjectId,
    author: Author,
    catalogue: Catalogue,
) -> Project:
    """Make a project of a draft that was checked, and that names its thumbnail by its key."""
    moment = now()
    project = Project(
        id=project_id,
        author_id=author_id,
        author=author,
        title=draft.title.strip(),
        summary=draft.summary.strip(),
        content=draft.content,
        content_html=story.html,
        renderer_version=story.version,
        skills=resolved(draft.skills, catalogue),
        thumbnail=draft.thumbnail,
        images=story.images,
        repository_url=draft.repository_url,
        created_at=moment,
        updated_at=moment,
    )
    return searchable(project, catalogue)


def changed(project: Project, change: ProjectChange, story: Story | None, catalogue: Catalogue) -> Project:
    """Give a project as it is after a change, one version on, or as it was if nothing differs."""
    given: dict[str, Any] = {
        name: value for name in _WRITTEN if (value := getattr(change, name)) is not UNSET
    }
    given |= {name: given[name].strip() for name in ("title", "summary") if name in given}
    if "skills" in given:
        given["skills"] = resolved(given["skills"], catalogue)
    if "content" in given and story:
        given |= {"content_html": story.html, "renderer_version": story.version, "images": story.images}
    after = msgspec.structs.replace(project, **given)
    if after == project:
        return project
    after = msgspec.structs.replace(after, version=project.version + 1, updated_at=now())
    return searchable(after, catalogue)


def searchable(project: Project, catalogue: Catalogue) -> Project:
    """Give a project with the tokens by which it is found."""
    tokens = tokens_of(project.title, project.summary, project.author.username, project.skills, catalogue)
    return msgspec.structs.replace(project, search=tuple(tokens))


def tokens_of(
    title: str, summary: str, username: str, skills: Iterable[str], catalogue: Catalogue
) -> list[str]:
    """Give the tokens by which a project is found."""
    return document_tokens(title, summary, username, spellings(skills, catalogue))


def searched_text(
    title: str, summary: str, username: str, skills: Iterable[str], catalogue: Catalogue
) -> str:
    """Give the text that the tokens of a project were cut from."""
    return document_text(title, summary, username, spellings(skills, catalogue))


def spellings(skills: Iterable[str], catalogue: Catalogue) -> list[str]:
    """List the names, slugs and aliases of skills: names first, so that they are never cut off."""
    found = [skill for name in skills if (skill := catalogue.resolve(name))]
    names = [skill.name for skill in found] + [skill.slug for skill in found]
    return names + [alias for skill in found for alias in skill.aliases]


def resolved(names: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Give the names that the catalogue has for skills, each once; raises `Invalid` for unknown ones."""
    found = {index: catalogue.resolve(name) for index, name in enumerate(names)}
    unknown = [index for index, skill in found.items() if skill is None]
    if unknown:
        raise Invalid(faults=tuple(Fault(pointer(str(at), "#/skills"), "unknown_skill") for at in unknown))
    return tuple(dict.fromkeys(skill.name for skill in found.values() if skill))


def faults_of(given: ProjectDraft | ProjectChange, catalogue: Catalogue) -> tuple[Fault, ...]:
    """Tell which skills of a draft or a change are unknown."""
    if given.skills is UNSET:
        return ()
    try:
        resolved(given.skills, catalogue)
    except Invalid as invalid:
        return invalid.faults
    return ()


def mentions(
    given: ProjectDraft | ProjectChange, story: Story | None, before: Project | None
) -> tuple[Mention, ...]:
    """List the images that a draft or a change refers to, and that the project did not show before."""
    found: list[Mention] = []
    if given.thumbnail and (before is None or given.thumbnail != before.thumbnail):
        found.append(Mention(pointer("thumbnail"), given.thumbnail, "thumbnail"))
    kept = before.shown if before else frozenset()
    found += [Mention(pointer("content"), key) for key in (story.images if story else ()) if key not in kept]
    return tuple(found)
