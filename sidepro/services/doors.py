"""The doors of one process, composed once."""

from dataclasses import dataclass

from sidepro.services.addresses import Addresses
from sidepro.services.jobs import Jobs
from sidepro.services.keys import Pseudonyms
from sidepro.services.limits import Limits
from sidepro.services.markdown.renderer import StoryRenderer
from sidepro.services.metrics import Metrics
from sidepro.services.password_policy import PasswordPolicy
from sidepro.services.passwords import Passwords
from sidepro.services.redis import RedisDoor
from sidepro.services.revocations import Revocations
from sidepro.services.task_counts import TaskCounts
from sidepro.services.tokens import Tokens
from sidepro.services.upload_forms import UploadForms
from sidepro.services.viewers import Viewers


@dataclass(frozen=True, slots=True)
class Services:
    """What a process reaches the outside with."""

    redis: RedisDoor
    tokens: Tokens
    revocations: Revocations
    limits: Limits
    metrics: Metrics
    passwords: Passwords
    password_policy: PasswordPolicy
    pseudonyms: Pseudonyms
    addresses: Addresses
    viewers: Viewers
    stories: StoryRenderer
    jobs: Jobs
    forms: UploadForms
    task_counts: TaskCounts
