"""Where people live and when they like to meet: the reference lists of profiles.

Slugs are kept and sent; names are shown. The regions are those of Korea as they are named today, with two
that lie outside of the map.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from sidepro.wire.catalogue.names import fold


class Region(StrEnum):
    """Where somebody can be met."""

    SEOUL = "seoul"
    BUSAN = "busan"
    DAEGU = "daegu"
    INCHEON = "incheon"
    GWANGJU = "gwangju"
    DAEJEON = "daejeon"
    ULSAN = "ulsan"
    SEJONG = "sejong"
    GYEONGGI = "gyeonggi"
    GANGWON = "gangwon"
    CHUNGBUK = "chungbuk"
    CHUNGNAM = "chungnam"
    JEONBUK = "jeonbuk"
    JEONNAM = "jeonnam"
    GYEONGBUK = "gyeongbuk"
    GYEONGNAM = "gyeongnam"
    JEJU = "jeju"
    ONLINE = "online"
    ABROAD = "abroad"


class MeetingTime(StrEnum):
    """When somebody likes to meet."""

    WEEKDAYS = "weekdays"
    WEEKENDS = "weekends"
    ANY = "any"


_REGIONS: Final = {
    Region.SEOUL: ("서울특별시", "서울", "Seoul", "서울시"),
    Region.BUSAN: ("부산광역시", "부산", "Busan", "부산시", "부산직할시"),
    Region.DAEGU: ("대구광역시", "대구", "Daegu", "대구시", "대구직할시"),
    Region.INCHEON: ("인천광역시", "인천", "Incheon", "인천시", "인천직할시"),
    Region.GWANGJU: ("광주광역시", "광주", "Gwangju", "광주시", "광주직할시"),
    Region.DAEJEON: ("대전광역시", "대전", "Daejeon", "대전시", "대전직할시"),
    Region.ULSAN: ("울산광역시", "울산", "Ulsan", "울산시"),
    Region.SEJONG: ("세종특별자치시", "세종", "Sejong", "세종시"),
    Region.GYEONGGI: ("경기도", "경기", "Gyeonggi", "Gyeonggi-do"),
    Region.GANGWON: ("강원특별자치도", "강원", "Gangwon", "강원도", "Gangwon-do", "Gangwon State"),
    Region.CHUNGBUK: ("충청북도", "충북", "North Chungcheong", "Chungcheongbuk-do"),
    Region.CHUNGNAM: ("충청남도", "충남", "South Chungcheong", "Chungcheongnam-do"),
    Region.JEONBUK: ("전북특별자치도", "전북", "North Jeolla", "전라북도", "Jeollabuk-do", "Jeonbuk State"),
    Region.JEONNAM: ("전라남도", "전남", "South Jeolla", "Jeollanam-do"),
    Region.GYEONGBUK: ("경상북도", "경북", "North Gyeongsang", "Gyeongsangbuk-do"),
    Region.GYEONGNAM: ("경상남도", "경남", "South Gyeongsang", "Gyeongsangnam-do"),
    Region.JEJU: ("제주특별자치도", "제주", "Jeju", "제주도", "Jeju-do"),
    Region.ONLINE: ("온라인", "온라인", "Online", "비대면", "원격", "Remote"),
    Region.ABROAD: ("해외", "해외", "Abroad", "국외", "Overseas"),
}
"""Today's name, the short one, the English one, and what else they are or were called.

강원도 was renamed in June 2023 and 전라북도 in January 2024.
"""

_MEETING_TIMES: Final = {
    MeetingTime.WEEKDAYS: ("주중 선호", "주중", "Weekdays", "평일", "평일 선호"),
    MeetingTime.WEEKENDS: ("주말 선호", "주말", "Weekends"),
    MeetingTime.ANY: ("상관없음", "무관", "Any time"),
}

REGION_NAMES: Final[Mapping[str, Mapping[Region, str]]] = {
    "ko": {region: names[0] for region, names in _REGIONS.items()},
    "en": {region: names[2] for region, names in _REGIONS.items()},
}
"""The names that are shown, by locale."""

SHORT_REGION_NAMES: Final[Mapping[str, Mapping[Region, str]]] = {
    "ko": {region: names[1] for region, names in _REGIONS.items()},
    "en": REGION_NAMES["en"],
}
"""The same where there is little room, by locale."""

MEETING_TIME_NAMES: Final[Mapping[str, Mapping[MeetingTime, str]]] = {
    "ko": {time: names[0] for time, names in _MEETING_TIMES.items()},
    "en": {time: names[2] for time, names in _MEETING_TIMES.items()},
}
"""The names that are shown, by locale."""

_REGION_OF: Final = {fold(name): region for region, names in _REGIONS.items() for name in (region, *names)}
_MEETING_TIME_OF: Final = {
    fold(name): time for time, names in _MEETING_TIMES.items() for name in (time, *names)
}


def parse_region(text: str) -> Region | None:
    """Find the region that a slug or a name means, in full or short, of today or before.

    Case, width, spaces and hyphens don't count. None when it means none.
    """
    return _REGION_OF.get(fold(text))


def parse_meeting_time(text: str) -> MeetingTime | None:
    """Find the meeting time that a slug or a name means; None when it means none."""
    return _MEETING_TIME_OF.get(fold(text))
