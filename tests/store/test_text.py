"""Text is hostile until cleaned: what comes in as an attack, and what has to survive because people write it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store import text
from store.errors import Invalid

FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
FAMILY = "👩‍👩‍👧‍👦"
WALES = "🏴󠁧󠁢󠁷󠁬󠁳󠁿"
ALLOWED_FORMAT = {"\u200c", "\u200d"}

ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs"]),
        st.sampled_from("\u0300\u0301\u0323\u200c\u200d\ufe0f \t\n\r\x1b\x9b\u202e\u2028\u3164\u00a0"),
        st.sampled_from("aé\u1100\u1161ש👩🏴\U000e0067\U000e007f"),
    ),
    max_size=60,
)


def stray(character: str) -> bool:
    """Whether a character is one that no cleaned text may hold, flags apart."""
    return unicodedata.category(character) in FORBIDDEN and character not in ALLOWED_FORMAT


def without_flags(cleaned: str) -> str:
    for flag in ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", WALES):
        cleaned = cleaned.replace(flag, "")
    return cleaned


def longest_run_of_marks(cleaned: str) -> int:
    longest = run = 0
    for character in cleaned:
        if unicodedata.category(character).startswith("M"):
            run += 1
        elif character not in ALLOWED_FORMAT:
            run = 0
        longest = max(longest, run)
    return longest


@given(ANYTHING)
@example("a\u200d \u0301\u200d\u0301x")
@example(" \u0301 \u0301a")
@example("x" + "\u0301\u200d" * 9 + " ")
@example("\u0915\u093c\u0301\u0928\u093c")
def test_a_cleaned_line_is_clean_and_stays_as_it_is(typed: str) -> None:
    cleaned = text.clean_line(typed, cells=2000)
    assert not any(map(stray, without_flags(cleaned)))
    assert "\n" not in cleaned
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert longest_run_of_marks(cleaned) <= text.MAX_MARKS
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not cleaned or not unicodedata.category(cleaned[0]).startswith("M")
    assert text.clean_line(cleaned, cells=2000) == cleaned
    cleaned.encode()


@given(ANYTHING)
@example("\u0301\n\u0301\n a\u200d\n")
@example("e\u0301\x00\u0301" * 8)
@example("a\u202e\u0301")
def test_a_cleaned_block_is_clean_and_stays_as_it_is(typed: str) -> None:
    cleaned = text.clean_block(typed, chars=2000, lines=100)
    assert not any(stray(each) for each in without_flags(cleaned) if each != "\n")
    assert longest_run_of_marks(cleaned) <= text.MAX_MARKS
    assert unicodedata.is_normalized("NFC", cleaned)
    assert text.clean_block(cleaned, chars=2000, lines=100) == cleaned
    cleaned.encode()


@given(ANYTHING, st.integers(1, 30), st.integers(1, 5))
def test_caps_hold_whatever_comes(typed: str, cap: int, lines: int) -> None:
    try:
        assert text.width_cells(text.clean_line(typed, cells=cap)) <= cap
    except Invalid as error:
        assert "too long" in str(error)  # noqa: PT017 - either is right
    try:
        cleaned = text.clean_block(typed, chars=cap, lines=lines)
        assert len(cleaned) <= cap
        assert len(cleaned.split("\n")) <= lines
    except Invalid as error:
        assert "long" in str(error)  # noqa: PT017 - either is right


@given(ANYTHING, st.integers(-1, 30))
def test_cutting_keeps_within_its_cells(typed: str, cells: int) -> None:
    line = text.clean_line(typed, cells=2000)
    cut = text.cut_cells(line, cells)
    assert text.width_cells(cut) <= max(0, cells)
    assert cut == line or cut in ("", "…") or cut.endswith("…")


@given(ANYTHING)
def test_printable_output_holds_no_control_character(typed: str) -> None:
    shown = text.printable(typed)
    assert not any(stray(each) for each in without_flags(shown) if each != "\n")
    assert text.printable(shown) == shown


@given(ANYTHING)
def test_a_handle_is_refused_or_stays_as_it_is(typed: str) -> None:
    try:
        kept = text.handle(typed)
    except Invalid as error:
        assert str(error).endswith(".")  # noqa: PT017 - either is right
    else:
        assert text.handle(kept) == kept
        assert text.HANDLE_MIN <= len(kept) <= text.HANDLE_MAX
        assert kept == kept.lower()
        skeleton = text.handle_skeleton(kept)
        assert text.handle_skeleton(skeleton) == skeleton


@pytest.mark.parametrize(
    "attack",
    [
        "\x1b]52;c;ZXZpbA==\x07",  # writes the reader's clipboard
        "\x1bP+q544e\x1b\\",  # asks the terminal a question, which it types as an answer
        "\x9b2J\x90\x9c",  # the same with C1 controls
        "\u202egpj.exe\u202c\u2066\u2069",  # shown backwards
        "\x00\x7f\x08\x08",
        "\ud800\udfff",  # no encoder takes these
        "\ufeff\u200b\u2060\u00ad",  # nothing to see
        "\U000e0041\U000e0042\U000e007f",  # words hidden in tags
        "\ue000\U0010fffd\uffff",
    ],
)
def test_nothing_of_an_attack_on_the_terminal_is_left(attack: str) -> None:
    for cleaned in (
        text.clean_line(f"a{attack}b", cells=80),
        text.clean_block(f"a{attack}b", chars=80, lines=4),
        text.printable(f"a{attack}b"),
    ):
        assert cleaned.isprintable()
        assert cleaned[0] == "a"
        assert cleaned[-1] == "b"


@pytest.mark.parametrize(
    "words",
    [
        "Tiếng Việt rất đẹp",
        "שָׁלוֹם",
        "مرحبا بكم",
        "می‌خواهم",  # the non-joiner is part of how Persian is spelled
        "नमस्ते क्ष",
        "สวัสดีน้ำใจ",
        "日本語が 好き",
        "안녕하세요",
        FAMILY,
        "👍🏽 ❤️ 🇬🇧 1️⃣ 🏳️‍🌈",
        WALES,
        "[/nope] [@click=app.quit()]x[/] \\[b]",
        "naïve — “quoted” … ½ °C",
    ],
)
def test_what_people_write_survives(words: str) -> None:
    wanted = unicodedata.normalize("NFC", words)
    assert text.clean_line(words, cells=80) == wanted
    assert text.clean_block(words, chars=80, lines=1) == wanted
    assert text.printable(words) == wanted


def test_decomposed_letters_are_composed() -> None:
    typed = unicodedata.normalize("NFD", "Nguyễn Thị Hồng")
    assert text.clean_line(typed, cells=24) == "Nguyễn Thị Hồng"


def test_a_tower_of_marks_is_four_high() -> None:
    assert text.clean_line("Z" + "\u0335" * 500, cells=40) == "Z" + "\u0335" * 4


def test_marks_and_joiners_need_something_to_hold_on_to() -> None:
    assert text.clean_block("\u0301a\n\u0301\u200db \u200dc\u200d\u200d d", chars=40, lines=3) == "a\nb c d"


def test_every_end_of_a_line_becomes_a_newline_and_a_tab_spaces() -> None:
    assert text.clean_block("a\r\nb\rc\u2028d\x85e\tf", chars=40, lines=5) == "a\nb\nc\nd\ne    f"
    assert text.clean_line("a\r\nb\tc\u2029d", cells=40) == "a b c d"


def test_a_block_keeps_its_own_spaces_and_empty_lines() -> None:
    kept = "  one\n\n    two  \n"
    assert text.clean_block(kept, chars=40, lines=4) == kept


@pytest.mark.parametrize(
    "nothing", ["", "   ", "\u3164", "\u2800\u2800", "\u200d", "\u0301", "\x1b", "\u00a0\u3000"]
)
def test_a_line_of_nothing_to_see_is_empty(nothing: str) -> None:
    assert text.clean_line(nothing, cells=24) == ""


def test_wide_letters_count_twice() -> None:
    assert text.clean_line("日" * 12, cells=24) == "日" * 12
    with pytest.raises(Invalid, match="24 letters at most"):
        text.clean_line("日" * 13, cells=24)
    assert text.width_cells(FAMILY) == 2
    assert text.cut_cells(FAMILY * 4, 5) == FAMILY * 2 + "…"
    assert text.cut_cells("hello world", 6) == "hello…"


def test_what_is_far_too_long_is_refused_before_any_work_is_done() -> None:
    with pytest.raises(Invalid, match="4,000 characters at most"):
        text.clean_block("a\u0300" * 1_000_000, chars=4_000, lines=60)
    with pytest.raises(Invalid, match="24 letters at most"):
        text.clean_line("x" * 1_000_000, cells=24)


def test_too_many_lines_are_refused_with_their_number() -> None:
    with pytest.raises(Invalid, match="61 lines long: 60 at most"):
        text.clean_block("a\n" * 60, chars=4_000, lines=60)


def test_a_line_needs_a_cap() -> None:
    with pytest.raises(ValueError, match="cap"):
        text.clean_line("a")
    with pytest.raises(Invalid):
        text.clean_line("abc", chars=2)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada", "ada"),
        (" @theo ", "theo"),
        ("ＡＤＡ", "ada"),
        ("José", "josé"),
        ("jose\u0301", "josé"),
        ("night.owl_2", "night.owl_2"),
        ("田中さん", "田中さん"),
        ("김민수", "김민수"),
        ("Ольга", "ольга"),
        ("نور", "نور"),
    ],
)
def test_handles_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert text.handle(typed) == kept
    assert text.fold_handle(typed) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "2 to 24"),
        ("a", "2 to 24"),
        ("a" * 25, "2 to 24"),
        ("田" * 13, "2 to 24"),
        ("two words", "letters, digits and"),
        ("ada!", "letters, digits and"),
        ("ada👍", "letters, digits and"),
        ("ad\u200da", "letters, digits and"),
        ("a" + "\u0335" * 9, "letters, digits and"),
        ("1ada", "begins with a letter"),
        ("-ada", "begins with a letter"),
        ("ada.", "begins with a letter"),
        ("a..da", "begins with a letter"),
        ("аda", "one alphabet"),  # the first letter is Cyrillic
        ("join", "for itself"),
        ("Crisis", "for itself"),
        ("r00t", "for itself"),
        ("adrnin", "for itself"),
        ("еveryоnе", "one alphabet"),
    ],
)
def test_what_cannot_be_a_handle_is_refused_with_its_reason(typed: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        text.handle(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("max", "rnax"),
        ("bob", "b0b"),
        ("lily", "1i1y"),
        ("cope", "соре"),  # the second is Cyrillic throughout
        ("night-owl", "night.owl"),
        ("night-owl", "night_owl"),
        ("ada", "ada"),
    ],
)
def test_handles_that_look_the_same_have_one_skeleton(one: str, other: str) -> None:
    assert text.handle_skeleton(one) == text.handle_skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ada", "adam"), ("theo", "thea"), ("josé", "jose"), ("ольга", "олег")]
)
def test_handles_that_look_different_have_two(one: str, other: str) -> None:
    assert text.handle_skeleton(one) != text.handle_skeleton(other)
