"""Looks for the text of 4 KB that costs the forum's renderer most, from a seed, and prints the worst that it found.

`python -m tests.bench.worst_markdown` climbs: it keeps the texts that cost most, changes a little in one of them, and
keeps the change when it costs more. What it finds and nobody had thought of belongs into `BOMBS` of the renderer's
tests.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from typing import Final

from store import text as texts
from tui.chat.look import Look, look_for
from tui.chat.typeset import line_set, readable
from tui.forum.markdown import parsed
from tui.theme import NIGHT, UNICODE

BYTES: Final = 4_096
"""How long the texts are, as UTF-8."""
WIDTH_CELLS: Final = 72
KEPT: Final = 8
"""Texts that are climbed from."""
LONGEST_UNIT: Final = 14
"""Pieces that a repeated stretch has at most."""

PIECES: Final = (
    *("\n", "\n\n", " ", "    ", "a", "b ", "words and more ", "A", "1"),
    *(
        "*",
        "**",
        "***",
        "_",
        "__",
        "`",
        "``",
        "```",
        "~~~",
        "```\n",
        "||",
        "|",
        "!",
        ">!",
        "\\",
        "\\*",
        "\\\n",
    ),
    *("> ", ">", "- ", "* ", "+ ", "1. ", "2) ", "# ", "###### ", "---\n", "***\n", "___\n", "  - ", "   > "),
    *(
        "[",
        "]",
        "(",
        ")",
        "](",
        "[a](https://b.c)",
        "https://a.b/c",
        "http://",
        "://",
        "@ada",
        "@a ",
        "<b>",
        "&",
    ),
    *("é", "е", "世", "界 ", "👩", "👩\u200d👩\u200d👧", "\u200d", "\ufe0f", "❤️", "☀", "🇫🇷"),
    *("e\u0301", "क्ष", "한", "\u00ad"),
)
"""What texts are put together from: marks, the beginnings of blocks, words, and signs of every width."""


@dataclass(frozen=True, slots=True)
class Bomb:
    """A text as its recipe: a beginning, and a stretch that is repeated until the text is long enough."""

    head: tuple[str, ...]
    unit: tuple[str, ...]

    def text(self) -> str:
        """It as the store would keep it, cut to its length."""
        head, unit = "".join(self.head), "".join(self.unit)
        raw = (head + unit * (BYTES // max(1, len(unit.encode())) + 1)).encode()[:BYTES]
        return texts.clean_block(raw.decode(errors="ignore"), chars=BYTES, lines=BYTES + 1)

    def changed(self, chance: random.Random) -> Bomb:
        """It with one thing otherwise."""
        if chance.random() < 0.25:
            return Bomb(_changed(self.head, chance), self.unit)
        return Bomb(self.head, _changed(self.unit, chance) or self.unit)


def _changed(pieces: tuple[str, ...], chance: random.Random) -> tuple[str, ...]:
    made = list(pieces)
    at = chance.randrange(len(made) + 1)
    how = chance.randrange(5)
    if how == 0 and made:
        del made[min(at, len(made) - 1)]
    elif how == 1 and made:
        made[min(at, len(made) - 1)] = chance.choice(PIECES)
    elif how == 2 and made:
        begin, end = sorted((chance.randrange(len(made) + 1), chance.randrange(len(made) + 1)))
        made[at:at] = made[begin:end]
    else:
        made.insert(at, chance.choice(PIECES))
    return tuple(made[:LONGEST_UNIT])


def cost_ms(text: str, look: Look, tries: int) -> tuple[float, int]:
    """What it costs to find the blocks and set the rows, the best of some tries; and how many rows there are."""
    best, rows = 1e9, 0
    for _ in range(tries):
        parsed.cache_clear()
        began = time.process_time()
        rows = sum(
            len(line_set(line, WIDTH_CELLS, look, "ground", "text", ""))
            for line in parsed(readable(text, look), unfold=True).lines
        )
        best = min(best, time.process_time() - began)
    return best * 1_000, rows


def search(seed: int, seconds: float) -> list[tuple[float, int, Bomb]]:
    """The worst that are found in a time, the worst first.

    Args:
        seed: The same one tries the same texts for as long as their costs are in the same order.
        seconds: How long to look.
    """
    chance = random.Random(seed)
    look = look_for(NIGHT, UNICODE, ())
    worst: list[tuple[float, int, Bomb]] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if len(worst) < KEPT or chance.random() < 0.15:
            bomb = Bomb((), tuple(chance.choice(PIECES) for _ in range(chance.randrange(1, 6))))
        else:
            bomb = chance.choice(worst)[2].changed(chance)
        if any(bomb == known for _, _, known in worst):
            continue
        text = bomb.text()
        cost, rows = cost_ms(text, look, 1)
        if len(worst) == KEPT and cost <= worst[-1][0]:
            continue
        cost, rows = cost_ms(text, look, 5)  # a first look may have been disturbed
        worst.append((cost, rows, bomb))
        worst.sort(key=lambda found: -found[0])
        del worst[KEPT:]
    return worst


def main() -> None:
    """Look, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.worst_markdown", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="where to begin")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to look")
    options = parser.parse_args()
    for cost, rows, bomb in search(options.seed, options.seconds):
        print(f"{cost:6.1f} ms {rows:5} rows  {''.join(bomb.head)!r} + {''.join(bomb.unit)!r} …")


if __name__ == "__main__":
    main()
