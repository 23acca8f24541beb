"""Flower: shows people what workers do; a program of its own, behind a password."""

from collections.abc import Callable

from sidepro.settings import Settings, SettingsError
from tasks.app import make_celery


def show(settings: Settings) -> int:
    """Serve Flower until SIGTERM or SIGINT; raises `SettingsError` without a password."""
    if settings.flower_password is None:
        raise SettingsError("SIDEPRO_FLOWER_PASSWORD is missing: set it to at least 16 random characters.")
    start: Callable[[list[str]], object] = make_celery(settings).start
    start(
        [
            *("--quiet", "flower", "--persistent=False", "--logging=warning"),
            *(f"--address={settings.flower_address}", f"--port={settings.flower_port}"),
            f"--basic-auth={settings.flower_user}:{settings.flower_password}",
        ]
    )
    return 0
