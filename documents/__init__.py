"""What is kept: one module a collection. The only package that speaks MongoDB."""

from collections.abc import Iterator

from documents.accounts import Accounts
from documents.acquaintances import Acquaintances
from documents.board import Board
from documents.bookmarks import Bookmarks
from documents.cards import Showing
from documents.cascade import cascade
from documents.collection import Collection
from documents.comments import Comments
from documents.given_up_names import GivenUpNames
from documents.idempotency import IdempotencyKeys
from documents.image_uses import ImageUses
from documents.message_log import MessageLog
from documents.messages import Messages
from documents.outlines import OutlineReader
from documents.paging import Pager
from documents.project_totals import ProjectTotals
from documents.projects import Projects
from documents.ranks import Ranks
from documents.recommendations import Recommendations
from documents.removals import Removals
from documents.room_cache import RoomCache
from documents.rooms import Rooms
from documents.search_frequencies import SearchFrequencies
from documents.sessions import Sessions
from documents.similarities import Similarities, SimilarityStates
from documents.skill_changes import SkillChanges
from documents.skills import Skills
from documents.store import STORE_AWAY, Store
from documents.untold import Untold
from documents.uploads import Uploads
from documents.users import Users
from documents.views import Views
from documents.word_search import WordSearch
from sidepro.wire.catalogue import Catalogue

__all__ = ["STORE_AWAY", "Documents", "Store"]


class Documents:
    """All collections of one database."""

    def __init__(self, store: Store, catalogue: Catalogue, pager: Pager, *, images_url: str) -> None:
        self.store = store
        self.catalogue = catalogue
        self.showing = Showing(images_url)
        self.skills = Skills(store, catalogue)
        self.given_up_names = GivenUpNames(store)
        self.users = Users(store, self.given_up_names)
        self.sessions = Sessions(store, self.users)
        self.idempotency_keys = IdempotencyKeys(store)
        self.removals = Removals(store, lambda: cascade(self))
        self.uploads = Uploads(store)
        self.image_uses = ImageUses(store)
        self.ranks = Ranks(store)
        self.search_frequencies = SearchFrequencies(store)
        search = WordSearch(store, pager, catalogue)
        totals = ProjectTotals(store, self.skills, self.search_frequencies, search)
        self.projects = Projects(
            store,
            catalogue=catalogue,
            skills=self.skills,
            removals=self.removals,
            idempotency_keys=self.idempotency_keys,
            showing=self.showing,
            totals=totals,
        )
        self.board = Board(
            store,
            catalogue=catalogue,
            users=self.users,
            pager=pager,
            showing=self.showing,
            search=search,
            totals=totals,
        )
        self.bookmarks = Bookmarks(store, pager, self.showing)
        self.comments = Comments(store, self.users, self.idempotency_keys, pager)
        self.views = Views(store)
        self.messages = Messages(store)
        self.rooms = Rooms(
            store,
            users=self.users,
            projects=self.projects,
            messages=self.messages,
            removals=self.removals,
            pager=pager,
        )
        self.similarities = Similarities(store)
        self.similarity_states = SimilarityStates(store)
        self.skill_changes = SkillChanges(store)
        self.recommendations = Recommendations(store, self.board, self.similarity_states)
        self.acquaintances = Acquaintances(store, self.showing)
        self.outlines = OutlineReader(store)
        self.room_cache = RoomCache(store)
        self.message_log = MessageLog(
            self.rooms, self.messages, self.room_cache, Untold(store, self.messages)
        )
        self.accounts = Accounts(self)

    def __iter__(self) -> Iterator[Collection]:
        return (part for part in vars(self).values() if isinstance(part, Collection))

    async def apply_indexes(self) -> dict[str, list[str]]:
        """Make every declared index and drop the others; gives what changed by collection."""
        changed = {part.name: await part.apply_indexes() for part in self}
        return {name: names for name, names in changed.items() if names}

    async def missing_indexes(self) -> list[str]:
        """List the declared indexes that are not there, as `collection.index`."""
        return [f"{part.name}.{name}" for part in self for name in sorted(await part.missing_indexes())]
