"""A process starts with settings that are right, or says in one sentence what is wrong."""

import pytest

from sidepro.settings import Settings, SettingsError

GOOD = {"SIDEPRO_SECRET": "s" * 32, "SIDEPRO_PEPPER": "p" * 32, "PATH": "/bin"}


def test_only_the_secrets_have_no_default() -> None:
    assert Settings.read(GOOD).port == 8000


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SIDEPRO_SECRET": ""}, "SIDEPRO_SECRET is wrong"),
        ({"SIDEPRO_COLOUR": "indigo"}, "SIDEPRO_COLOUR is not a setting"),
        ({"SIDEPRO_PORT": "http"}, "SIDEPRO_PORT is wrong"),
        ({"SIDEPRO_PORT": "70000"}, "SIDEPRO_PORT is wrong"),
        ({"SIDEPRO_ADDRESS": "example.org"}, "address in the settings is wrong"),
        ({"SIDEPRO_TRUSTED_PROXIES": "10.0.0.0/8,nginx"}, "address in the settings is wrong"),
        ({"SIDEPRO_PUBLIC_URL": "http://sidepro.example"}, "must use https"),
        ({"SIDEPRO_PUBLIC_URL": "sidepro.example"}, "must be an address"),
        ({"SIDEPRO_ADDRESS": "0.0.0.0", "SIDEPRO_RATE_LIMITS": "0"}, "on loopback only"),  # noqa: S104
        ({"SIDEPRO_ADDRESS": "0.0.0.0", "SIDEPRO_PASSWORD_COST": "4"}, "on loopback only"),  # noqa: S104
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.read(GOOD | change)

    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_secret_is_named() -> None:
    with pytest.raises(SettingsError, match="SIDEPRO_PEPPER is missing"):
        Settings.read({"SIDEPRO_SECRET": "s" * 32})


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    shown = repr(Settings.read(GOOD))

    assert "s" * 32 not in shown
    assert "p" * 32 not in shown
