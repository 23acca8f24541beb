"""What was said, what was acknowledged, and whether the store agrees in the end."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from sidepro.client.log import Numbered


class Key(NamedTuple):
    """What makes a message the same when it is said again."""

    room_id: str
    sender_id: str
    client_id: str


class Kept(NamedTuple):
    """A message as somebody has it."""

    seq: int
    sender_id: str
    client_id: str
    text: str

    @classmethod
    def of(cls, message: Numbered) -> "Kept":
        """Take it from an event."""
        return cls(message.seq, message.sender_id, message.client_id, message.text)


class Verdict(msgspec.Struct, frozen=True):
    """What came of it; everything but the first three ought to be zero."""

    stored: int
    acknowledged: int
    unknown: int
    """Stored, and said by somebody who was gone before the acknowledgement came."""
    lost: int
    """Acknowledged and not stored, or stored as something else."""
    doubled: int
    foreign: int
    """Stored and never said, or with another text."""
    holes: int
    disordered: int
    """Said by somebody after something else, and stored before it."""
    differing: int
    """Histories of clients that aren't the one of the store."""
    contradicted: int
    """Messages that were told in two ways."""

    @property
    def is_clean(self) -> bool:
        """Whether every promise was kept."""
        wrong = (self.lost, self.doubled, self.foreign, self.holes, self.disordered)
        return not any(wrong) and not self.differing and not self.contradicted


class Record:
    """Notes what all the talkers say and hear."""

    def __init__(self) -> None:
        self.texts: dict[Key, str] = {}
        self.acknowledged: dict[Key, Kept] = {}
        self._lives: list[list[Key]] = []
        self._heard: dict[tuple[str, int], Kept] = {}
        self._contradicted = 0

    def begin_life(self) -> list[Key]:
        """Give the list of what one client says, in its order."""
        self._lives.append([])
        return self._lives[-1]

    def heard(self, room_id: str, message: Numbered) -> None:
        """Take in what anyone was told: it must be the same whenever and by whomever it is told."""
        kept = Kept.of(message)
        self._contradicted += self._heard.setdefault((room_id, message.seq), kept) != kept

    def judge(
        self, stored: Mapping[str, Sequence[Kept]], histories: Iterable[tuple[str, Sequence[Kept]]]
    ) -> Verdict:
        """Compare everything with the store; `histories` are what each client has of each room."""
        found = {
            Key(room_id, each.sender_id, each.client_id): each
            for room_id, messages in stored.items()
            for each in messages
        }
        total = sum(map(len, stored.values()))
        return Verdict(
            stored=total,
            acknowledged=len(self.acknowledged),
            unknown=len(found.keys() - self.acknowledged.keys()),
            lost=sum(found.get(key) != kept for key, kept in self.acknowledged.items()),
            doubled=total - len(found),
            foreign=sum(self.texts.get(key) != each.text for key, each in found.items()),
            holes=sum(
                [each.seq for each in messages] != list(range(1, len(messages) + 1))
                for messages in stored.values()
            ),
            disordered=sum(self._disordered(life) for life in self._lives),
            differing=sum(list(history) != list(stored[room_id]) for room_id, history in histories),
            contradicted=self._contradicted,
        )

    def _disordered(self, life: Sequence[Key]) -> int:
        """Count what one client said after something else and was acknowledged before it."""
        seqs = [self.acknowledged[key].seq for key in life if key in self.acknowledged]
        return sum(later < earlier for earlier, later in pairwise(seqs))
