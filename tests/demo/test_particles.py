"""Korean particles follow the sound of the word before them."""

import pytest

from sidepro.demo.particles import Noun, with_particle


@pytest.mark.parametrize(
    ("word", "particle", "joined"),
    [
        ("책", "을", "책을"),
        ("차", "을", "차를"),
        ("막차요정", "이", "막차요정이"),
        ("서울", "으로", "서울로"),
        ("부산", "으로", "부산으로"),
        ("제주", "으로", "제주로"),
        ("화분 당번", "과", "화분 당번과"),
        ("냉장고", "과", "냉장고와"),
        ("Kotlin", "은", "Kotlin은"),
        ("Java", "은", "Java는"),
        ("Docker", "을", "Docker를"),
        ("PostgreSQL", "을", "PostgreSQL을"),
        ("PostgreSQL", "으로", "PostgreSQL로"),
        ("Next.js", "을", "Next.js를"),
        ("GitHub", "이", "GitHub가"),
        ("Git", "을", "Git을"),
        ("API", "이", "API가"),
        ("XML", "은", "XML은"),
        ("Spring", "과", "Spring과"),
        ("Vue", "을", "Vue를"),
        ("Compose", "을", "Compose를"),
        ("FPGA", "을", "FPGA를"),
        ("C++", "을", "C++를"),
        ("Web", "을", "Web을"),
        ("37", "이", "37이"),
        ("42", "이", "42가"),
        ("1,100", "을", "1,100을"),
        ("8", "으로", "8로"),
        ("‘막차’", "을", "‘막차’를"),
        ("이력서 diff", "을", "이력서 diff를"),
        ("부엉이(밤)", "은", "부엉이(밤)은"),
        ("어?", "이에요", "어?예요"),
        ("", "을", "를"),
    ],
)
def test_a_word_takes_the_particle_of_its_sound(word: str, particle: str, joined: str) -> None:
    assert with_particle(word, particle) == joined


def test_a_noun_takes_its_particle_in_a_sentence() -> None:
    assert f"{Noun('막차 시각'):을} {Noun('표')}에 적어요" == "막차 시각을 표에 적어요"


def test_an_unknown_particle_is_an_error() -> None:
    with pytest.raises(KeyError):
        with_particle("책", "도")
