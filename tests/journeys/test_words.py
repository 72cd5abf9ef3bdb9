"""What a candidate reads is there in every language, with the same things to fill in."""

from __future__ import annotations

from string import Formatter

import pytest

from koppelkans.journeys.models import Consent
from koppelkans.journeys.words import FOLDER, LANGUAGES, Words, languages, words_of
from koppelkans.people.languages import CONTACT_LANGUAGES


def holes(words: Words) -> dict[str, set[str]]:
    """What is filled in, by key."""
    return {key: {name for _text, name, *_rest in Formatter().parse(text) if name} for key, text in words.texts.items()}


def test_every_language_has_a_file_and_a_contact_card_can_name_it() -> None:
    """No file without a language in the list, and each can be chosen for a candidate."""
    assert {file.stem for file in FOLDER.glob("*.toml")} == set(LANGUAGES)
    assert set(LANGUAGES) <= set(CONTACT_LANGUAGES)


@pytest.mark.parametrize("words", languages(), ids=lambda words: words.code)
def test_every_language_has_every_text(words: Words) -> None:
    """The same keys as Dutch, nothing empty, the same holes, twelve months."""
    assert holes(words) == holes(words_of("nl"))
    assert all(text.strip() for text in words.texts.values())
    assert len(set(words.months)) == 12
    assert words.direction == ("rtl" if words.code == "ar" else "ltr")


@pytest.mark.parametrize("words", languages(), ids=lambda words: words.code)
def test_no_text_is_left_in_dutch(words: Words) -> None:
    """A translation that was forgotten is found."""
    if words.code != "nl":
        same = {key for key, text in words.texts.items() if text == words_of("nl").texts[key]}
        assert same == set()


def test_what_no_speaker_has_looked_at_says_so() -> None:
    """Only Dutch was looked at up to now; whoever looks at another one changes its file."""
    assert [words.code for words in languages() if words.reviewed] == ["nl"]


def test_every_answer_has_thanks_and_every_reason_a_text() -> None:
    """What a page looks up by an answer or a reason is there."""
    texts = words_of("nl").texts
    for answer in ("yes", "talk", "no"):
        assert {f"thanks_{answer}_title", f"thanks_{answer}_text"} <= set(texts)
    for reason in (Consent.Refusal.OTHER_PLACE, Consent.Refusal.OTHER_WORK, Consent.Refusal.NOT_NOW):
        assert f"refusal_{reason.value.replace('-', '_')}" in texts


def test_another_language_is_asked_in_dutch() -> None:
    """A candidate who speaks a language that is not there yet reads Dutch, and can choose."""
    assert words_of("so").code == "nl"
