"""What is removed with its owner, said in one place."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from documents.removals import Eraser, What

if TYPE_CHECKING:
    from documents import Documents


def cascade(documents: "Documents") -> Mapping[What, Sequence[Eraser]]:
    """Give what erases, in this order, the things that hang on something removed."""
    return {
        "project": (documents.comments.erase_of_project, documents.bookmarks.erase_of_project),
        "room": (documents.messages.erase_of_room,),
        "user": (
            documents.projects.erase_of_user,
            documents.comments.erase_of_user,
            documents.bookmarks.erase_of_user,
            documents.rooms.erase_of_user,
            documents.similarities.erase_of_user,
            documents.uploads.erase_of_user,
        ),
    }
