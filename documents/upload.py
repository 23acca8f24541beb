"""One upload: what is kept of it, and how much a day a user may ask for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

import msgspec
from bson import ObjectId

from documents.store import now
from sidepro.problems import Conflict, TooFast
from sidepro.wire.images import Purpose
from sidepro.wire.uploads import ContentType, Refusal

FORM_MINUTES: Final = 10
"""How long somebody may take to upload what they asked for."""
MOST_PENDING: Final = 5
MOST_A_DAY: Final = 100
MOST_BYTES_A_DAY: Final = 200 * 1000 * 1000
DAY: Final = timedelta(days=1)

Kept = Literal["pending", "publishing", "published", "refused", "going", "gone"]
"""How far it has come.

`pending`: the form was given out; `publishing`: it is complete, a worker makes an image of it; `published` or
`refused`: it did; `going`: nothing needs it any more, its objects are to be erased; `gone`: they are, and the
upload only counts for its day still.
"""


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """An image on its way into the object store, or in it.

    `incoming` is the key of what was uploaded; `key` that of the large image, known before it is stored.
    `uses` counts the documents that refer to it, `since` is when its state or its uses last changed. What
    has no owner belongs to the house.
    """

    id: ObjectId = msgspec.field(name="_id", default_factory=ObjectId)
    owner_id: ObjectId | None
    purpose: Purpose
    content_type: ContentType
    size: int
    incoming: str | None = None
    key: str | None = None
    state: Kept = "pending"
    reason: Refusal | None = None
    uses: Annotated[int, msgspec.Meta(ge=0)] = 0
    created_at: datetime = msgspec.field(default_factory=now)
    since: datetime = msgspec.field(default_factory=now)

    @property
    def is_under_way(self) -> bool:
        """Tell whether it may still become an image."""
        fresh = self.created_at > now() - timedelta(minutes=FORM_MINUTES)
        return self.state == "publishing" or (self.state == "pending" and fresh)


def check_quota(earlier: Sequence[Upload], size: int) -> None:
    """Refuse one more upload of that size to whoever asked for these on the last day, the oldest first.

    Raises `Conflict` while too many are under way, and `TooFast` when the day's allowance is spent.
    """
    if sum(upload.is_under_way for upload in earlier) >= MOST_PENDING:
        raise Conflict("conflict.uploads-under-way", values={"limit": MOST_PENDING})
    count, total = len(earlier) + 1, sum(upload.size for upload in earlier) + size
    for upload in earlier:
        if count <= MOST_A_DAY and total <= MOST_BYTES_A_DAY:
            return
        count, total = count - 1, total - upload.size
        free_at = upload.created_at + DAY
        if count <= MOST_A_DAY and total <= MOST_BYTES_A_DAY:
            raise _spent(free_at)


def _spent(free_at: datetime) -> TooFast:
    seconds = int((free_at - now()).total_seconds()) + 1
    values = {"count": MOST_A_DAY, "megabytes": MOST_BYTES_A_DAY // 1_000_000, "hours": -(-seconds // 3600)}
    return TooFast(seconds, "too-fast.uploads", values=values)
