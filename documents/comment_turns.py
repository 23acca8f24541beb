"""How comments come and go: in groups, each a transaction, with the counts of their projects."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bson import ObjectId
from pymongo.asynchronous.collection import AsyncCollection

from documents.cards import SHOWN
from documents.collection import read, write
from documents.comment import Authored, Comment, Turn
from documents.counts import count, missing, tally
from documents.group_commit import GroupCommit, Refused
from documents.idempotency import IdempotencyKeys, MadeBefore
from documents.store import Document, Session, Store
from documents.users import Users
from sidepro.problems import NotFound, Problem, Unauthenticated, Unavailable

COMMENT_COUNT: Final = "comment_count"

_ATTEMPTS: Final = 5


class CommentTurns:
    """Makes comments come and go, those that are asked for at the same time together."""

    def __init__(
        self, store: Store, comments: AsyncCollection[Document], users: Users, keys: IdempotencyKeys
    ) -> None:
        self._store = store
        self._comments = comments
        self._projects = store.database["projects"]
        self._users = users
        self._keys = keys
        self._turns: GroupCommit[Turn, Authored] = GroupCommit(self._commit)

    async def make(self, turn: Turn) -> Authored:
        """Make a comment come or go; gives it as it is or was.

        Raises `NotFound` when its project is gone, or it is itself, `Conflict` when the same key said
        something else before, `Unauthenticated` when the author's account is gone.
        """
        return await self._turns.make(turn)

    async def _commit(self, turns: Sequence[Turn]) -> list[Authored]:
        authors = await self._users.authors({str(turn.comment.author_id) for turn in turns})
        _refuse(
            (at, Unauthenticated())
            for at, turn in enumerate(turns)
            if str(turn.comment.author_id) not in authors
        )
        for _ in range(_ATTEMPTS):
            try:
                comments = await self._take(turns)
            except MadeBefore:
                continue  # another process was faster with the same key; the next look finds it
            return [Authored(comment, authors[str(comment.author_id)]) for comment in comments]
        raise Unavailable

    async def _take(self, turns: Sequence[Turn]) -> list[Comment]:
        """Take the turns of a group; gives their comments, which may be those of earlier requests."""
        comments = await self._settled(turns)
        fresh = {at: turn for at, turn in enumerate(turns) if comments[at].id == turn.comment.id}
        if fresh:
            await self._store.transaction(lambda session: self._apply(fresh, session))
        return comments

    async def _settled(self, turns: Sequence[Turn]) -> list[Comment]:
        """Give the comment of each turn: its own, or the one that the same request made before."""
        settled = await self._keys.settle([(turn.once, turn.comment.id) for turn in turns])
        _refuse((at, each) for at, each in enumerate(settled) if isinstance(each, Problem))
        ids = [each for each in settled if isinstance(each, ObjectId)]
        comments = {turn.comment.id: turn.comment for turn in turns}
        comments |= await self._find(set(ids) - comments.keys())
        _refuse((at, NotFound()) for at, each in enumerate(ids) if each not in comments)
        return [comments[each] for each in ids]

    async def _find(self, ids: Iterable[ObjectId]) -> dict[ObjectId, Comment]:
        wanted = list(ids)
        if not wanted:
            return {}
        found = await self._comments.find({"_id": {"$in": wanted}}).to_list()
        return {comment.id: comment for comment in (read(each, Comment) for each in found)}

    async def _apply(self, turns: Mapping[int, Turn], session: Session) -> None:
        """Keep and erase comments and change the counts; raises `Refused` for what cannot be."""
        await self._erase(turns, session)
        coming = [turn for turn in turns.values() if turn.step == 1]
        if coming:
            await self._comments.insert_many([write(turn.comment) for turn in coming], session=session)
        await self._keys.keep_all(((each.once, each.comment.id) for each in coming if each.once), session)
        steps = tally((turn.comment.project_id, turn.step) for turn in turns.values())
        complete = await count(self._projects, COMMENT_COUNT, steps, session, among=SHOWN)
        unsure = [project_id for project_id, step in steps.items() if not (complete and step)]
        gone = await missing(self._projects, unsure, session, among=SHOWN)
        _refuse((at, NotFound()) for at, turn in turns.items() if turn.comment.project_id in gone)

    async def _erase(self, turns: Mapping[int, Turn], session: Session) -> None:
        """Erase the comments that go, each once; raises `Refused` for those that are gone."""
        going = {at: turn.comment.id for at, turn in turns.items() if turn.step == -1}
        if not going:
            return
        gone = await missing(self._comments, going.values(), session)
        first = {comment_id: at for at, comment_id in reversed(going.items())}
        _refuse((at, NotFound()) for at, each in going.items() if each in gone or first[each] != at)
        await self._comments.delete_many({"_id": {"$in": list(going.values())}}, session=session)


def _refuse(problems: Iterable[tuple[int, Problem]]) -> None:
    """Raise `Refused` if there is any problem, each with its position in the group."""
    found = dict(problems)
    if found:
        raise Refused(found)
