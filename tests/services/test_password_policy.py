"""Which passwords are refused, and which are not."""

import pytest

from sidepro.services.password_policy import PasswordPolicy
from sidepro.wire.catalogue import Catalogue


@pytest.fixture(scope="module")
def policy() -> PasswordPolicy:
    return PasswordPolicy.load(Catalogue.load())


def weakness(policy: PasswordPolicy, password: str) -> str | None:
    return policy.weakness(password, email="mina.kim@sidepro.example", username="부엉이mina")


def test_the_ten_thousand_commonest_are_known(policy: PasswordPolicy) -> None:
    assert len(policy.common) > 10_000
    assert all(len(word) >= 8 for word in policy.common)


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "PassWord",
        "12345678",
        "iloveyou",
        "qwer1234",
        "trustno1",
        "sunshine",
        "1q2w3e4r5t",
        "sidepro2026",
        "SidePro!!!",
        "사이드프로2026",
        "커피챗12345",
        "coffeechat1",
        "zjvlcot123",
        "비밀번호1234",
        "qlalfqjsgh1",
        "tkfkdgody",
        "javascript",
        "Kubernetes1!",
        "쿠버네티스1234",
        "ㅂㅈㄷㄱㅅㅛㅕㅑ",
        "ㅁㄴㅇㄹㅎㅗㅓㅏ",
        "qwertyuiop[]",
        "poiuytrewq",
        "1qaz2wsx3edc",
        "zxcvbnm,./",
        "가나다라마바사아",
        "ㄱㄴㄷㄹㅁㅂㅅㅇ",
        "abcdefghijklmnop",
        "aaaaaaaa",
        "ㅋㅋㅋㅋㅋㅋㅋㅋ",
        "abcabcabc",
        "98765432",
        "00000000",
    ],
)
def test_the_first_that_anyone_would_try_are_refused(policy: PasswordPolicy, password: str) -> None:
    assert weakness(policy, password) == "password_common"


@pytest.mark.parametrize(
    "password",
    [
        "mina.kim@sidepro.example",
        "MINA.KIM@SIDEPRO.EXAMPLE",
        "mina.kim",
        "mina.kim1998",
        "부엉이mina",
        "부엉이MINA",
        "부엉이mina99!",
        "2026부엉이mina",
    ],
)
def test_the_account_itself_is_no_password(policy: PasswordPolicy, password: str) -> None:
    assert weakness(policy, password) == "password_like_account"


@pytest.mark.parametrize(
    "password",
    [
        "막차는 열한 시 사십 분",
        "correct horse battery staple",
        "hunter2 but longer",
        "            x",
        "🦉🦉☕️🦉🌙☕️🦉🚇",
        "48151623420815",
        "zP4-kk!w",
        "부엉이는 밤에 코딩한다",
        "sidepro is where I met Jun",
    ],
)
def test_all_others_are_welcome(policy: PasswordPolicy, password: str) -> None:
    assert weakness(policy, password) is None


def test_a_name_of_digits_does_not_make_all_digits_alike(policy: PasswordPolicy) -> None:
    assert policy.weakness("48151623420815", email="1234@sidepro.example", username="1234") is None
