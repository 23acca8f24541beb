"""The projects on the board."""

from collections.abc import Sequence
from typing import ClassVar, Final

from bson import ObjectId
from msgspec.structs import replace
from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument, UpdateOne

from documents.cards import SHOWN, Showing
from documents.collection import Collection, object_id, read, write
from documents.idempotency import IdempotencyKeys, Once
from documents.image_uses import ImageUses
from documents.project import Author, Project, Story, changed, drafted, faults_of, mentions, tokens_of
from documents.project_totals import ProjectTotals
from documents.removals import Removals
from documents.skills import Skills
from documents.store import Document, Session, Store
from documents.turns import Turns
from sidepro.problems import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from sidepro.wire.catalogue import Catalogue
from sidepro.wire.projects import ProjectChange, ProjectDraft

PIECE: Final = 20

_WITHOUT_TOKENS: Final = {"search": False}
_SEARCHED: Final = {"title": True, "summary": True, "skills": True}


def _index(name: str, *keys: str, then: Sequence[tuple[str, int]] = ()) -> IndexModel:
    """Declare an index by counts and ids downwards and by anything else upwards."""
    downwards = {"_id", "view_count", "bookmark_count", "view_rank", "bookmark_rank"}
    return IndexModel(
        [*((key, DESCENDING if key in downwards else ASCENDING) for key in keys), *then], name=name
    )


class Projects(Collection):
    """One document a project."""

    name = "projects"
    indexes: ClassVar = (
        # the ranks let the job that refreshes them read these two indexes alone
        _index("views", "view_count", "_id", then=[("view_rank", ASCENDING)]),
        _index("popular", "bookmark_count", "_id", then=[("bookmark_rank", ASCENDING)]),
        _index("author", "author_id", "_id"),
        _index("skills_newest", "skills", "_id"),
        _index("skills_views", "skills", "view_count", "_id"),
        _index("skills_popular", "skills", "bookmark_count", "_id"),
        _index("search_newest", "search", "_id"),
        _index("search_views", "search", "view_rank", "_id"),
        _index("search_popular", "search", "bookmark_rank", "_id"),
    )

    def __init__(
        self,
        store: Store,
        *,
        catalogue: Catalogue,
        skills: Skills,
        removals: Removals,
        idempotency_keys: IdempotencyKeys,
        showing: Showing,
        totals: ProjectTotals,
    ) -> None:
        super().__init__(store)
        self._catalogue = catalogue
        self._skills = skills
        self._removals = removals
        self._images = ImageUses(store)
        self._idempotency_keys = idempotency_keys
        self._showing = showing
        self._totals = totals
        self._turns = Turns(store)
        self._users = store.database["users"]

    async def check(
        self, given: ProjectDraft | ProjectChange, author_id: str, before: Project | None = None
    ) -> None:
        """Raise `Invalid` with everything that is wrong with a draft or change beyond shape and story."""
        images = mentions(given, None, before)
        faults = faults_of(given, self._catalogue)
        faults += await self._images.faults(object_id(author_id), images)
        if faults:
            raise Invalid(faults=faults)

    async def find(self, project_id: str) -> Project:
        """Find a project; raises `NotFound`."""
        return self._found(
            await self._collection.find_one({"_id": object_id(project_id), **SHOWN}, _WITHOUT_TOKENS)
        )

    async def own(self, project_id: str, user_id: str, session: Session | None = None) -> Project:
        """Find a project for its author to change; raises `Forbidden` for somebody else, `NotFound`."""
        project = self._found(
            await self._collection.find_one({"_id": object_id(project_id), **SHOWN}, session=session)
        )
        if project.author_id != object_id(user_id):
            raise Forbidden
        return project

    async def publish(
        self, draft: ProjectDraft, story: Story, *, author_id: str, once: Once | None = None
    ) -> Project:
        """Put a project on the board; the same request `once` more gives what it made before.

        Raises `Invalid` as `check` does and for images of the story that aren't the author's,
        `Unauthenticated` when the author's account is gone.
        """
        await self.check(draft, author_id)
        project_id, user_id = ObjectId(), object_id(author_id)

        async def act(session: Session) -> None:
            if once:
                await self._idempotency_keys.keep(once, project_id, session)
            author = await self._author(user_id, session)
            keys = await self._images.keys(user_id, mentions(draft, story, None), session)
            settled = replace(draft, thumbnail=keys.get(draft.thumbnail or ""))
            project = drafted(project_id, settled, story, user_id, author, self._catalogue)
            await self._images.exchange(user_id, (), project.shown, session)
            await self._collection.insert_one(write(project), session=session)
            await self._skills.count_projects(project.skills, (), session)

        made_id = await self._idempotency_keys.make(once, project_id, lambda: self._turns.transaction(act))
        self._totals.forget()
        return await self.find(str(made_id))

    async def change(
        self, project_id: str, change: ProjectChange, story: Story | None, *, author_id: str
    ) -> Project:
        """Change a project; `story` is its rendered content if that changes.

        Raises `Conflict` with the current project when it was changed meanwhile, `Invalid` as `publish` does,
        and as `own` does.
        """
        project = await self._turns.transaction(
            lambda session: self._change(project_id, change, story, author_id, session)
        )
        self._totals.forget()
        return project

    async def _change(
        self, project_id: str, change: ProjectChange, story: Story | None, author_id: str, session: Session
    ) -> Project:
        before = await self.own(project_id, author_id, session)
        if change.version != before.version:
            raise Conflict("conflict.stale", extra={"current": self._showing.view(before)})
        keys = await self._images.keys(before.author_id, mentions(change, story, before), session)
        if change.thumbnail and change.thumbnail in keys:
            change = replace(change, thumbnail=keys[change.thumbnail])
        after = changed(before, change, story, self._catalogue)
        await self._exchange_images(before, after, session)
        if after.version != before.version:
            await self._collection.update_one(
                {"_id": before.id}, {"$set": _difference(before, after)}, session=session
            )
            await self._skills.count_projects(after.skills, before.skills, session)
        return after

    async def _exchange_images(self, before: Project, after: Project, session: Session) -> None:
        """Count other images as used; a replaced thumbnail goes now, a picture of the story may wait."""
        replaced = {before.thumbnail} - after.shown - {None}
        await self._images.exchange(before.author_id, before.shown - replaced, after.shown, session)
        await self._images.release(before.author_id, (key for key in replaced if key), session)

    async def keep_story(self, project: Project, story: Story) -> None:
        """Keep a story that was rendered again, unless the project was written meanwhile."""
        await self._collection.update_one(
            {"_id": project.id, "version": project.version, "renderer_version": {"$lt": story.version}},
            {"$set": {"content_html": story.html, "renderer_version": story.version}},
        )

    async def remove(self, project_id: str, *, author_id: str) -> None:
        """Take a project off the board, and with it what hangs on it; raises as `own` does."""

        async def act(session: Session) -> Project:
            project = await self.own(project_id, author_id, session)
            await self._take_off(project, session)
            return project

        project = await self._turns.transaction(act)
        self._totals.forget()
        await self._removals.begin("project", project.id)

    async def rename_author(self, user_id: ObjectId, author: Author, session: Session) -> None:
        """Rewrite what the projects of a user keep of them, in the transaction that changes the user."""
        found = self._collection.find({"author_id": user_id}, _SEARCHED, session=session)
        changes = [self._renamed(each, author) for each in await found.to_list()]
        if changes:
            await self._collection.bulk_write(changes, ordered=False, session=session)

    async def hide_of_user(self, user_id: ObjectId, session: Session) -> None:
        """Make all projects of a user invisible at once, in the transaction that removes the user."""
        await self._collection.update_many(
            {"author_id": user_id}, {"$set": {"hidden": True}}, session=session
        )

    async def erase_of_user(self, user_id: ObjectId, most: int = PIECE) -> int:
        """Erase some projects of a removed user and what hangs on them; gives how many, 0 for no more."""
        found = self._collection.find({"author_id": user_id}, _WITHOUT_TOKENS, hint="author", limit=-most)
        projects = [read(each, Project) for each in await found.to_list()]
        for project in projects:
            await self._erase(project)
        return len(projects)

    async def _erase(self, project: Project) -> None:
        await self._turns.transaction(lambda session: self._take_off(project, session))
        await self._removals.begin("project", project.id)

    async def _take_off(self, project: Project, session: Session) -> None:
        """Remove a project and put the counts right; what hangs on it is noted to be erased."""
        removed = await self._collection.delete_one({"_id": project.id}, session=session)
        if removed.deleted_count:
            await self._removals.note("project", project.id, session)
            await self._images.release(project.author_id, project.shown, session)
            await self._users.update_one(
                {"_id": project.author_id}, {"$inc": {"project_count": -1}}, session=session
            )
            await self._skills.count_projects((), project.skills, session)

    def _renamed(self, document: Document, author: Author) -> UpdateOne:
        title, summary, skills = (document[name] for name in _SEARCHED)
        tokens = tokens_of(title, summary, author.username, skills, self._catalogue)
        return UpdateOne({"_id": document["_id"]}, {"$set": {"author": write(author), "search": tokens}})

    async def _author(self, user_id: ObjectId, session: Session) -> Author:
        """Count one more project of a user; gives them as their projects keep them."""
        user = await self._users.find_one_and_update(
            {"_id": user_id},
            {"$inc": {"project_count": 1}},
            {"username": True, "profile.picture": True},
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        if user is None:
            raise Unauthenticated
        return Author(username=user["username"], picture=user["profile"]["picture"])

    @staticmethod
    def _found(document: Document | None) -> Project:
        if document is None:
            raise NotFound
        return read(document, Project)


def _difference(before: Project, after: Project) -> Document:
    old, new = write(before), write(after)
    return {name: value for name, value in new.items() if value != old[name]}
