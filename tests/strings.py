"""Strings that people type, that machines send, and that somebody types who means harm: a seeded stream of them."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from typing import Final

from wcwidth import wcwidth

ATTACKS: Final = (
    "\x1b]52;c;cm0gLXJmIH4=\x07",
    "\x1b]0;owned\x1b\\",
    "\x1b[2J\x1b[1;1H",
    "\x1b[?1049l\x1b[6n",
    "\x1bP+q544e\x1b\\",
    "\x1b]8;;http://a.example/\x1b\\x",
    "\x9b31m",
    "\x90q\x9c",
    "\u202egpj.exe\u2066",
    "\u2028\u2029\x85\x0b\x0c\r",
    "\ud800\udfff",
    "\ufeff\u200b\u2060\u00ad\u034f",
    "\U000e0041\U000e007f",
    "\ue000\U0010fffd\uffff",
    "a" + "\u0335" * 60,
    "\u0301\u200d",
    "[/nope]",
    "[@click=app.quit()]x[/]",
    "[bold red]",
    "\\[b]",
    "{0.__class__}",
    "%s%n",
    "'; DROP TABLE members; --",
    '"unfinished',
    "NEAR(a b) OR * AND NOT",
    "a* OR text:b ^c",
    "from:@x in:#y before:9999-99-99 has:link",
    "-- --json -a",
    "../../etc/passwd",
    "$(id)`id`",
)
"""What has hurt terminals, renderers, shells or queries somewhere."""

WRITTEN: Final = (
    *(
        "Tiếng Việt",
        "שָׁלוֹם",
        "مرحبا",
        "می‌خواهم",
        "नमस्ते",
        "สวัสดี",
        "日本語が好き",
        "안녕하세요",
        "Ελλάδα",
        "İstanbul",
    ),
    *("👩‍👩‍👧‍👦", "👍🏽", "❤️", "🇬🇧", "1️⃣", "🏳️‍🌈", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🌻", "☕", "½ °C", "naïve", "e\u0301", "…", "—"),
    *(
        "@ada",
        "@theo",
        "#kitchen",
        "kitchen#12",
        ":seedling:",
        "/me waves",
        "//x",
        "/pin 1",
        "2h",
        "22:00-07:00",
    ),
    *(
        "**bold**",
        "*it*",
        "`code`",
        "> quote",
        "- item",
        "1. one",
        "```\n",
        "https://a.example/b?c=d#e",
        "***",
        "_",
    ),
    *("tea", "kettle", "good night", "x", " ", "  ", "\n", "\t", "\u00a0", "\u3000", "\u2800"),
)
"""What people write, whole."""

_AGREED: Final = "".join(
    chr(code)
    for first, last in (
        (0x20, 0x7E),
        (0xA1, 0x24F),
        (0x391, 0x3C9),
        (0x410, 0x44F),
        (0x3041, 0x3093),
        (0xAC00, 0xAC40),
    )
    for code in range(first, last + 1)
    if unicodedata.category(chr(code)) not in {"Cc", "Cf", "Cn"} and wcwidth(chr(code)) > 0
)


def hostile(dice: random.Random) -> str:
    """One string of anything: letters of every plane, whole words of many scripts, and attacks."""
    parts: list[str] = []
    for _ in range(dice.choice((0, 1, 1, 2, 3, 5, 8))):
        kind = dice.random()
        if kind < 0.3:
            parts.append(dice.choice(WRITTEN))
        elif kind < 0.5:
            parts.append(dice.choice(ATTACKS))
        elif kind < 0.7:
            parts.append("".join(chr(dice.randrange(0x20, 0x7F)) for _ in range(dice.randrange(1, 12))))
        elif kind < 0.8:
            parts.append(chr(dice.randrange(0x110000)) * dice.choice((1, 1, 2, 9)))
        elif kind < 0.9:
            parts.append("".join(chr(dice.randrange(0x3000)) for _ in range(dice.randrange(1, 8))))
        else:
            parts.append("".join(chr(dice.randrange(0x110000)) for _ in range(dice.randrange(1, 8))))
    return dice.choice(("", "", " ")).join(parts)


def agreed(dice: random.Random, most: int = 24) -> str:
    """One string about whose width terminals agree: Latin, Greek, Cyrillic, kana, Hangul, emoji of one sign, marks."""
    parts: list[str] = []
    for _ in range(dice.randrange(1, most)):
        kind = dice.random()
        if kind < 0.75:
            parts.append(dice.choice(_AGREED))
        elif kind < 0.85:
            parts.append(dice.choice("日本語字한국🙂🌻🎉☕"))
        elif kind < 0.95:
            parts.append(dice.choice(("e\u0301", "a\u0308", "Tiếng", "שלום", "ไทย", "tea ", " ")))
        else:
            parts.append(dice.choice(("**", "`", "> ", "- ", "https://a.example/b ", "@ada ", "[x]")))
    return "".join(parts)


def stream(seed: int, count: int) -> Iterator[str]:
    """So many hostile strings, the same for the same seed."""
    dice = random.Random(seed)
    for _ in range(count):
        yield hostile(dice)
