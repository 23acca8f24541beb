"""`similarities.refresh`: brings up to date who resembles whom.

The first run finds all lists. Later runs look at those whose skills changed since, and write only the lists
that are different; with no change they only ask whether there is one. All is safe to be cut at any point: a
list is written as a whole, a change is forgotten only when everything that follows from it is written, and
lists of which not all were written yet are found anew.
"""

import asyncio
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from documents import Documents
from documents.similarities import BATCH, Similarity, State
from documents.store import now
from tasks.job import Job, Told
from tasks.mending import KEPT, mended
from tasks.neighbours import Crowd, Ints, Lists, Stack, rarity
from tasks.population import ID, Gathered, changed_rows, counts_of, packed
from tasks.workshop import Workshop

LARGEST_SHARE: Final = 0.2
"""When a larger share of all people changed, or came or went, everything is found anew, and weighed anew."""

Found = Iterator[tuple[Ints, Lists]]
Ids = NDArray[np.void]
Changes = Mapping[bytes, bytes]


class People(msgspec.Struct, frozen=True):
    """Who is compared: ids in order, and the numbers of their skills."""

    ids: list[bytes]
    stacks: list[Stack]


async def refresh(workshop: Workshop) -> Told:
    """Bring all lists up to date; tells how many were written."""
    documents = workshop.documents
    changes = await documents.skill_changes.pending()
    state = await documents.similarity_states.find()
    if state and state.whole and not changes:
        return {"changed": 0, "written": 0}
    if state and state.whole and len(changes) <= state.people * LARGEST_SHARE:
        written = await _mend(documents, state, changes)
    else:
        written = await _find_all(documents)
    await documents.skill_changes.settle(changes)
    return {"changed": len(changes), "written": written}


async def _find_all(documents: Documents) -> int:
    """Find every list anew."""
    known = await documents.similarities.stacks()
    skills = sorted({name for names in known.values() for name in names})
    people = People(list(known), _numbered(known.values(), skills))
    weights = rarity(counts_of(people.stacks, len(skills)), len(known))
    state = State(
        era=secrets.token_hex(8), skills=skills, weights=weights.tolist(), people=len(known), whole=False
    )
    await documents.similarity_states.keep(state)
    crowd = await asyncio.to_thread(Crowd, people.stacks, weights)
    everybody = np.arange(len(known), dtype=np.int32)
    found = ((rows, lists) for rows, _, lists in crowd.blocks(everybody, KEPT))
    written = await _write(documents, state, people, found)
    await documents.similarities.drop_all_but(state.era)
    await documents.similarity_states.keep(msgspec.structs.replace(state, whole=True, computed_at=now()))
    return written


async def _mend(documents: Documents, state: State, changes: Changes) -> int:
    """Find the lists that are different because of some changes."""
    gathered = Gathered()
    async for batch in documents.similarities.everything():
        gathered.add(batch)
    known = await documents.similarities.stacks(changes)
    state = _with_new_skills(state, known)
    await documents.similarity_states.keep(state)
    stacks = {user_id: stack for user_id, stack in gathered.stacks.items() if user_id not in changes}
    stacks |= zip(known, _numbered(known.values(), state.skills), strict=True)
    ids = sorted(stacks)
    people = People(ids, [stacks[each] for each in ids])
    found = await asyncio.to_thread(_mended, gathered, people, state, changes)
    written = await _write(documents, state, people, found)
    await documents.similarities.drop(changes.keys() - known.keys())
    state = msgspec.structs.replace(state, people=len(ids), computed_at=now())
    await documents.similarity_states.keep(state)
    return written


def _mended(gathered: Gathered, people: People, state: State, changes: Changes) -> Found:
    lists = gathered.lists(people.ids)
    changed = changed_rows(people.ids, changes)
    return mended(Crowd(people.stacks, np.array(state.weights)), lists, changed)


def _with_new_skills(state: State, known: Mapping[bytes, Sequence[str]]) -> State:
    """Give numbers to the skills that nobody had before; they weigh as much as what one has."""
    new = sorted({name for names in known.values() for name in names} - set(state.skills))
    weight = int(rarity(np.ones(1, np.int64), state.people)[0])
    return msgspec.structs.replace(
        state, skills=[*state.skills, *new], weights=[*state.weights, *[weight] * len(new)]
    )


def _numbered(stacks: Iterable[Sequence[str]], skills: Sequence[str]) -> list[Stack]:
    numbers = {name: number for number, name in enumerate(skills)}
    return [np.array([numbers[name] for name in names], np.uint16) for names in stacks]


async def _write(documents: Documents, state: State, people: People, found: Found) -> int:
    """Write lists as they are found, while the next are being found; gives how many were written."""
    ids = np.frombuffer(b"".join(people.ids), ID)
    written, writing = 0, None
    try:
        while piece := await asyncio.to_thread(_piece, state, people, ids, found):
            if writing:
                await writing
            writing = asyncio.create_task(documents.similarities.keep(piece))
            written += len(piece)
    finally:
        if writing:
            await writing
    return written


def _piece(state: State, people: People, ids: Ids, found: Found) -> list[Similarity]:
    """Wait for the next few lists."""
    piece: list[Similarity] = []
    for rows, lists in found:
        for row, kept in zip(rows.tolist(), packed(lists, ids), strict=True):
            stack = people.stacks[row].astype("<u2").tobytes()
            piece.append(
                Similarity(id=people.ids[row], era=state.era, stack=stack, **msgspec.structs.asdict(kept))
            )
        if len(piece) >= BATCH:
            break
    return piece


jobs: Final = (Job(name="similarities.refresh", run=refresh, seconds=600, every=60, alone=True),)
