"""The keys of the column: moving in a thread, and what one can do with the chosen post and the thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store.posts import Post
from tui.commands import Command
from tui.forum.markdown import parsed


def _move(name: str, keys: tuple[str, ...], action: str, title: str, text: str, shown: str = "") -> Command:
    return Command(f"post.{name}", keys, action, title, text, palette=False, shown_key=shown)


def _deed(
    name: str, keys: tuple[str, ...], title: str, text: str, footer: str = "", rank: int = 5
) -> Command:
    return Command(f"post.{name}", keys, name, title, text, footer=footer, footer_rank=rank)


_DEEDS: Final = (
    _deed("unfold", ("x",), "Show what is folded", "Show, or fold again, what is folded here.", "unfold", 0),
    _deed("reply", ("r",), "Answer", "Answer the chosen post.", "answer", 0),
    _deed("quote", (">",), "Answer with a quote", "Answer the chosen post with its words above.", "", 4),
    _deed("write", ("i",), "Write", "Go to the editor: what you write answers the thread.", "write", 2),
    _deed("react", ("+",), "React", "Give the chosen post a kind sign, or take it back.", "react", 1),
    _deed(
        "solved", ("s",), "This helped me", "Say that the chosen post helped you, or no more.", "helped", 1
    ),
    _deed("vote", ("V",), "Vote", "Vote in the poll of this thread.", "vote", 0),
    _deed("voters", ("W",), "Who voted what", "Show who chose what in an open poll.", "who voted", 1),
    _deed("edit", ("e",), "Change it", "Put other words in place of what you wrote.", "edit", 2),
    _deed(
        "delete",
        ("d", "delete"),
        "Take it back",
        "Take the chosen post back, after a question; or remove somebody else's.",
        "",
        3,
    ),
    _deed("versions", ("v",), "What it said before", "Show how the chosen post read before.", "versions", 3),
    _deed(
        "go", ("g",), "Go to what it answers", "Go to the post that the chosen one answers.", "answered", 2
    ),
    _deed("back", ("b",), "Back to the answer", "Go back to where you came from with g.", "back", 1),
    _deed("copy", ("y",), "Copy it", "Put the words of the chosen post on your clipboard.", "", 5),
    _deed("links", ("l",), "Its links", "Show the addresses in the chosen post, whole.", "links", 3),
    _deed(
        "level", ("f",), "Follow", "Hear of this thread as usual, of all that is new, or of nothing.", "", 4
    ),
    _deed("first_new", ("u",), "First unread post", "Go to the line where the unread posts begin.", "", 5),
    _deed(
        "retitle", ("T",), "Title, note and tags", "Change the title, the content note or the tags.", "", 6
    ),
    _deed(
        "care",
        ("c",),
        "Look after the thread",
        "Pin, close, move or merge it, each with a reason.",
        "care",
        3,
    ),
    _deed(
        "lift",
        ("L",),
        "Ask who is behind an alias",
        "Ask a host to lift the alias of the chosen post.",
        "",
        6,
    ),
)
DEEDS: Final = frozenset(command.action for command in _DEEDS)
"""What can be done; each is an action of the column of the same name."""

COMMANDS: Final = (
    _move("up", ("up", "k"), "step(-1)", "The post above", "Choose the post above.", "↑"),
    _move("down", ("down", "j"), "step(1)", "The post below", "Choose the post below.", "↓"),
    _move("page_up", ("pageup",), "page(-1)", "Further back", "Go back a page.", "PgUp"),
    _move("page_down", ("pagedown", "space"), "page(1)", "On", "Go on a page.", "PgDn"),
    Command("post.start", ("home",), "edge(-1)", "The first post", "Go to the thread's beginning."),
    Command("post.end", ("end",), "edge(1)", "The newest post", "Go to the thread's end."),
    *_DEEDS,
    Command("post.reply_too", ("enter",), "reply", "Answer", "The same.", palette=False),
)
"""What one can do while reading."""

OF_POLL: Final = frozenset({"vote", "voters"})
"""Those deeds that are about the thread's poll, whichever post is chosen: it is seen from others too."""

TO_EDITOR: Final = {
    "i": "write",
    "r": "reply",
    "enter": "reply",
    "e": "edit",
    "greater_than_sign": "quote",
}
"""The keys of those deeds that lead to the editor."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What the viewer may do in the thread that is open: screens offer no more than what the store would do."""

    reply: bool = False
    moderate: bool = False
    mine: bool = False
    """They started it, also under an alias."""
    ask_lift: bool = False
    came: bool = False
    """They came from an answer and can go back."""
    note_closed: bool = False
    """The thread's content note still folds it."""
    bar: str = " "
    """The sign of the chosen post."""


def possible(deed: str, post: Post | None, rights: Rights) -> bool:
    """Whether something can be done now.

    Args:
        deed: One of `DEEDS`.
        post: The chosen one; None: none is.
        rights: What the viewer may do.
    """
    whole = {
        "back": rights.came,
        "write": rights.reply and not rights.note_closed,
        "care": rights.moderate,
        "retitle": rights.mine or rights.moderate,
        "level": True,
        "first_new": True,
    }
    if deed in whole:
        return whole[deed]
    if deed == "unfold":
        return rights.note_closed or (post is not None and not post.deleted and _folds(post.text))
    if post is None or rights.note_closed:
        return False
    if post.deleted:
        return deed == "go" and post.reply_to is not None
    asked = {
        "reply": rights.reply,
        "quote": rights.reply,
        "edit": post.mine and rights.reply,
        "delete": post.mine or rights.moderate,
        "versions": post.edited_at is not None,
        "go": post.reply_to is not None,
        "links": "://" in post.text,
        "vote": post.poll is not None and rights.reply and not (post.poll.anonymous and post.poll.voted),
        "voters": post.poll is not None and not post.poll.anonymous,
        "solved": rights.mine and post.seq > 1,
        "lift": rights.ask_lift and post.alias and not post.mine,
    }
    return asked.get(deed, True)


def _folds(text: str) -> bool:
    return ("||" in text or ">!" in text) and parsed(text).hides
