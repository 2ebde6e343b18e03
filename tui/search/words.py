"""Every word that Search says to a person, in one place."""

from __future__ import annotations

from typing import Final

PLACE: Final = "Search"
HINT: Final = "what do you remember of it?"
FILTERS: Final = (
    "from:NAME  in:ROOM  board:BOARD  tag:TAG  is:unanswered\n"
    'has:link  after:2026-11-01  before:2026-11-22  "a phrase"  gard*'
)
START: Final = (
    "Type what you remember, then Enter. Only what you may read is searched: your rooms, boards and messages."
)
NOTHING: Final = "Nothing found like that."
NOTHING_HELP: Final = (
    "Perhaps with fewer words, or only the beginning of one: gard* finds garden and gardening."
)
IN_FORUM: Final = "In the forum, the best first"
IN_ROOMS: Final = "In your rooms, the newest first"
MORE_POSTS: Final = "More from the forum"
MENTIONS: Final = "mentions {note}; the text is folded until it is opened"
MORE: Final = "Look further back"
NO_MORE: Final = "That is all there is."


def found(count: int, *, more: bool) -> str:
    """What the line above the results says.

    Args:
        count: Results shown.
        more: There may be older ones.
    """
    if more:
        return f"The newest {count}"
    return "One place" if count == 1 else f"{count} places"
