"""Opens what every process of ours needs: the server, the worker and the commands."""

from documents import Documents, Store
from documents.paging import Cursors, Pager
from documents.store import connect
from sidepro.services.keys import Keys
from sidepro.settings import Settings
from sidepro.wire.catalogue import Catalogue


def open_documents(settings: Settings, *, patience: float = 5.0) -> Documents:
    """Open the collections; connects at the first use, and waits so many seconds for an answer.

    Whoever has no secret, such as a worker, reads no lists page by page.
    """
    keys = Keys(settings.secret, settings.former_secret).accepted("cursor") if settings.secret else {}
    pager = Pager(Cursors([key.bytes for key in keys.values()]))
    return Documents(
        Store(connect(settings.mongo_url, socket_timeout_ms=int(patience * 1000)), settings.mongo_database),
        Catalogue.load(),
        pager,
        images_url=settings.images_url,
    )
