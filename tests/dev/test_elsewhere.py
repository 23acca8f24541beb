"""Stores that run elsewhere are asked first."""

import msgspec
import pytest

from sidepro.dev.elsewhere import check_elsewhere
from sidepro.dev.failures import CannotRunError
from sidepro.dev.ports import free_port
from sidepro.dev.settings import DevSettings


async def test_stores_that_answer_are_fine(mongo_url: str, redis_url: str, s3_url: str) -> None:
    await check_elsewhere(DevSettings(mongo_url=mongo_url, redis_url=redis_url, s3_url=s3_url))


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("mongo_url", "mongodb://someone:secret@127.0.0.1:{port}"),
        ("mongo_url", "no address"),
        ("redis_url", "redis://someone:secret@127.0.0.1:{port}/0"),
        ("redis_url", "no address"),
        ("s3_url", "http://127.0.0.1:{port}"),
        ("s3_url", "no address"),
    ],
)
async def test_a_store_that_does_not_answer_is_told_without_its_address(setting: str, url: str) -> None:
    settings = msgspec.structs.replace(DevSettings(), **{setting: url.format(port=free_port())})

    with pytest.raises(CannotRunError) as refusal:
        await check_elsewhere(settings, patience=0.3)

    assert f"doesn't answer at SIDEPRO_{setting.upper()}." in str(refusal.value)
    assert "secret" not in str(refusal.value)
