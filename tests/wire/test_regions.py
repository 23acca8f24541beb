"""The reference lists of profiles: regions and meeting times."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec
import pytest

from sidepro.wire.regions import (
    MEETING_TIME_NAMES,
    REGION_NAMES,
    SHORT_REGION_NAMES,
    MeetingTime,
    Region,
    parse_meeting_time,
    parse_region,
)
from tests.stack import ROOT


@pytest.mark.parametrize(
    ("official", "short", "slug"),
    [
        ("서울특별시", "서울", "seoul"),
        ("부산광역시", "부산", "busan"),
        ("대구광역시", "대구", "daegu"),
        ("인천광역시", "인천", "incheon"),
        ("광주광역시", "광주", "gwangju"),
        ("대전광역시", "대전", "daejeon"),
        ("울산광역시", "울산", "ulsan"),
        ("세종특별자치시", "세종", "sejong"),
        ("경기도", "경기", "gyeonggi"),
        ("강원도", "강원", "gangwon"),
        ("충청북도", "충북", "chungbuk"),
        ("충청남도", "충남", "chungnam"),
        ("전라북도", "전북", "jeonbuk"),
        ("전라남도", "전남", "jeonnam"),
        ("경상북도", "경북", "gyeongbuk"),
        ("경상남도", "경남", "gyeongnam"),
        ("제주특별자치도", "제주", "jeju"),
        ("온라인", "온라인", "online"),
        ("해외", "해외", "abroad"),
    ],
)
def test_a_region_is_known_by_its_names(official: str, short: str, slug: str) -> None:
    assert parse_region(official) == parse_region(short) == parse_region(slug) == slug
    assert SHORT_REGION_NAMES["ko"][Region(slug)] == short


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("강원특별자치도", Region.GANGWON),
        ("전북특별자치도", Region.JEONBUK),
        (" 서울 특별시 ", Region.SEOUL),
        ("SEOUL", Region.SEOUL),
        ("Ｂｕｓａｎ", Region.BUSAN),
        ("gyeonggi-do", Region.GYEONGGI),
        ("", None),
        ("평양", None),
        ("서울\x00", None),
        ("seoul" * 100, None),
    ],
)
def test_a_region_is_read_as_people_write_it(text: str, region: Region | None) -> None:
    assert parse_region(text) is region


def test_regions_are_shown_by_the_names_of_today() -> None:
    assert REGION_NAMES["ko"][Region.GANGWON] == "강원특별자치도"
    assert REGION_NAMES["ko"][Region.JEONBUK] == "전북특별자치도"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("주중 선호", MeetingTime.WEEKDAYS),
        ("주말 선호", MeetingTime.WEEKENDS),
        ("상관없음", MeetingTime.ANY),
        ("상관 없음", MeetingTime.ANY),
        ("weekdays", MeetingTime.WEEKDAYS),
        ("Any time", MeetingTime.ANY),
        ("주중", MeetingTime.WEEKDAYS),
        ("새벽", None),
        ("", None),
    ],
)
def test_a_meeting_time_is_read_as_people_write_it(text: str, time: MeetingTime | None) -> None:
    assert parse_meeting_time(text) is time


@pytest.mark.parametrize(
    ("names", "members"),
    [(REGION_NAMES, Region), (SHORT_REGION_NAMES, Region), (MEETING_TIME_NAMES, MeetingTime)],
)
def test_every_name_is_there_once_in_both_languages(
    names: Mapping[str, Mapping[StrEnum, str]], members: type[StrEnum]
) -> None:
    assert set(names) == {"ko", "en"}
    for shown in names.values():
        assert list(shown) == list(members)
        assert len(set(shown.values())) == len(members)


def test_what_is_shown_is_read_back() -> None:
    for shown in (*REGION_NAMES.values(), *SHORT_REGION_NAMES.values()):
        assert [parse_region(name) for name in shown.values()] == list(Region)
    for times in MEETING_TIME_NAMES.values():
        assert [parse_meeting_time(name) for name in times.values()] == list(MeetingTime)


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_the_front_end_calls_them_by_the_same_names(locale: str) -> None:
    assert in_front_end(locale, "region") == REGION_NAMES[locale]
    assert in_front_end(locale, "meeting-time") == MEETING_TIME_NAMES[locale]


def in_front_end(locale: str, area: str) -> dict[str, str]:
    """Read the messages of one area of the front end."""
    messages = ROOT / "static" / "src" / "messages" / locale / f"{area}.json"
    return msgspec.json.decode(messages.read_bytes(), type=dict[str, str])
