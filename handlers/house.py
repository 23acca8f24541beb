"""What every handler may reach: composed once a process, passed to each request."""

from dataclasses import dataclass, field

from documents import Documents
from handlers.replies import Replies
from sidepro.services.doors import Services
from sidepro.settings import Settings
from sidepro.translations import Translations


@dataclass(slots=True)
class Lifecycle:
    """Whether the process is on its way out; written by the server alone."""

    draining: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """The parts that answer a request."""

    settings: Settings
    documents: Documents
    services: Services
    translations: Translations
    replies: Replies
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
