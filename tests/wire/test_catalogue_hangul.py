"""Hangul taken apart, and the keyboard it is typed on."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidepro.wire.catalogue import hangul, keyboard

SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
WORDS = st.text(SYLLABLES, min_size=1, max_size=12)
LOOSE = st.sampled_from("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎㄲㄸㅃㅆㅉㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ")


@pytest.mark.parametrize(
    ("syllable", "parts"),
    [
        ("가", ("ㄱ", "ㅏ", "")),
        ("값", ("ㄱ", "ㅏ", "ㅄ")),
        ("뛝", ("ㄸ", "ㅞ", "ㄺ")),
        ("힣", ("ㅎ", "ㅣ", "ㅎ")),
    ],
)
def test_a_syllable_is_decomposed(syllable: str, parts: tuple[str, str, str]) -> None:
    assert hangul.decompose(syllable) == parts


@pytest.mark.parametrize("other", ["", "ㄱ", "a", "가나", "\uabff", "\ud7a4"])
def test_only_syllables_are_decomposed(other: str) -> None:
    with pytest.raises(ValueError, match="not a Hangul syllable"):
        hangul.decompose(other)


@given(SYLLABLES)
def test_decomposing_agrees_with_unicode(syllable: str) -> None:
    initial, medial, final = hangul.decompose(syllable)
    conjoining = (
        chr(0x1100 + hangul.INITIALS.index(initial))
        + chr(0x1161 + hangul.MEDIALS.index(medial))
        + (chr(0x11A8 + hangul.FINALS.index(final)) if final else "")
    )

    assert unicodedata.normalize("NFD", syllable) == conjoining


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("스프링 부트", "ㅅㅍㄹ ㅂㅌ"),
        ("C언어", "Cㅇㅇ"),
        ("까치", "ㄲㅊ"),
        ("ㅈㅂ", "ㅈㅂ"),
        ("ᄌᄇ", "ㅈㅂ"),
        ("", ""),
    ],
)
def test_initials(text: str, initials: str) -> None:
    assert hangul.initials(text) == initials


@pytest.mark.parametrize(
    ("text", "strokes"),
    [
        ("자바", "ㅈㅏㅂㅏ"),
        ("잡ㅏ", "ㅈㅏㅂㅏ"),
        ("자ㅂㅏ", "ㅈㅏㅂㅏ"),
        ("ㄳ", "ㄱㅅ"),
        ("ㄲ", "ㄱㄱ"),
        ("값", "ㄱㅏㅂㅅ"),
        ("왜", "ㅇㅗㅐ"),
        ("의", "ㅇㅡㅣ"),
        ("C++ 언어", "C++ ㅇㅓㄴㅇㅓ"),
    ],
)
def test_strokes(text: str, strokes: str) -> None:
    assert hangul.strokes(text) == strokes
    assert hangul.strokes(unicodedata.normalize("NFKC", text)) == strokes


@given(st.text(st.one_of(SYLLABLES, LOOSE, st.characters())))
def test_strokes_do_not_change_under_nfkc_or_again(text: str) -> None:
    normal = unicodedata.normalize("NFKC", text)

    assert hangul.strokes(hangul.strokes(normal)) == hangul.strokes(normal)
    assert hangul.initials(hangul.initials(normal)) == hangul.initials(normal)


@given(WORDS)
def test_words_have_one_initial_a_syllable(word: str) -> None:
    assert len(hangul.initials(word)) == len(word)
    assert hangul.is_initials(hangul.initials(word))
    assert not hangul.is_initials(word)
    assert not hangul.has_loose_consonant(word)


@given(WORDS, st.data())
def test_a_word_half_typed_is_a_prefix_of_its_strokes(word: str, data: st.DataObject) -> None:
    kept = data.draw(st.integers(0, len(word)))
    typed = word[:kept]
    if kept < len(word):
        initial, medial, final = hangul.decompose(word[kept])
        typed += data.draw(st.sampled_from(["", initial, initial + medial, initial + medial + final]))

    assert hangul.strokes(word).startswith(hangul.strokes(typed))


@given(WORDS, st.data())
def test_any_mixture_of_initials_and_syllables_abbreviates_a_word(word: str, data: st.DataObject) -> None:
    typed = "".join(data.draw(st.sampled_from([letter, hangul.initials(letter)])) for letter in word)

    assert hangul.abbreviates(typed, word)
    assert hangul.abbreviates(typed, word + "말")


@pytest.mark.parametrize(
    "typed", ["ㅅㅍㄹ", "스ㅍㄹ", "스ㅍ리", "ㅅ프링", "ㅅㅍ", "스프링붙", "ㅅㅍㄼㅌ", ""]
)
def test_abbreviations(typed: str) -> None:
    assert hangul.abbreviates(typed, "스프링부트")


@pytest.mark.parametrize("typed", ["ㅅㅍㅂ", "스ㅂ", "프ㄹ", "ㅅㅍㄹㅂㅌㅌ", "스프ㄹㅋ", "ㅅㅍㅏ", "링ㅂ"])
def test_what_does_not_abbreviate(typed: str) -> None:
    assert not hangul.abbreviates(typed, "스프링부트")


@pytest.mark.parametrize(
    ("typed", "consonant"),
    [("자ㅂ", True), ("ㄳ", True), ("ᄇ", True), ("ㅏ", False), ("자바", False), ("js", False)],
)
def test_loose_consonants_are_seen(typed: str, consonant: bool) -> None:
    assert hangul.has_loose_consonant(typed) is consonant


@pytest.mark.parametrize(
    ("hangul_typed", "keys"),
    [("ㅔㅛ소ㅐㅜ", "python"), ("ㅓㅁㅍㅁ", "java"), ("ㄲㄷㅁㅊㅅ", "react"), ("홐", "ghz"), ("C++", "C++")],
)
def test_latin_meant_while_hangul_was_on(hangul_typed: str, keys: str) -> None:
    assert keyboard.to_latin(hangul_typed) == keys


@pytest.mark.parametrize(
    ("keys", "word"),
    [("wkqk", "자바"), ("WKQK", "ㅉㅏㅃㅏ"), ("vkdlTjs", "파이썬"), ("dhk", "와"), ("thRh", "소꼬")],
)
def test_hangul_meant_while_latin_was_on(keys: str, word: str) -> None:
    assert hangul.strokes(keyboard.to_hangul(keys)) == hangul.strokes(word)


@given(WORDS)
def test_the_layouts_are_each_others_inverse_but_for_shift(word: str) -> None:
    strokes = hangul.strokes(word)

    assert keyboard.to_latin(strokes).isascii()
    assert keyboard.to_hangul(keyboard.to_latin(strokes)) == strokes.replace("ㅒ", "ㅐ").replace("ㅖ", "ㅔ")
