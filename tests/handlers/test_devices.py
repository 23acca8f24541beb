"""What a browser says it is, in a few words."""

import pytest

from handlers.devices import UNKNOWN, device

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
ANDROID = "Mozilla/5.0 (Linux; Android 16; SM-S938N)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X)"


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (f"{MAC} {WEBKIT} Chrome/140.0.0.0 Safari/537.36", "Chrome · macOS"),
        (f"{MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15", "Safari · macOS"),
        (f"{WINDOWS} {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge · Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/140.0.0.0 Whale/4.33.325.17 Safari/537.36", "Whale · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox · Linux"),
        (
            f"{ANDROID} {WEBKIT} SamsungBrowser/29.0 Chrome/136.0 Mobile Safari/537.36",
            "Samsung Internet · Android",
        ),
        (f"{ANDROID} {WEBKIT} Chrome/140.0 Mobile Safari/537.36;KAKAOTALK 2610510", "KakaoTalk · Android"),
        (f"{IPHONE} AppleWebKit/605.1.15 CriOS/140.0 Mobile/15E148 Safari/604.1", "Chrome · iPhone"),
        (f"{IPHONE} AppleWebKit/605.1.15 NAVER(inapp; search; 2000; 12.9.0)", "NAVER · iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPad"),
        (
            f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/140.0 Safari/537.36",
            "Chrome · ChromeOS",
        ),
        ("curl/8.15.0", "curl"),
        ("", UNKNOWN),
        ("something of one's own", UNKNOWN),
        ("Chrome/1 " * 100_000, "Chrome"),
    ],
)
def test_a_device_is_named_by_browser_and_system(user_agent: str, said: str) -> None:
    assert device(user_agent) == said
