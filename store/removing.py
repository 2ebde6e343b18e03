"""What somebody who looks after a place removes there: the reason, and the note that its author finds."""

from __future__ import annotations

from typing import Final, Literal

from store import notes, text
from store.operations import Tx

REASON_CELLS: Final = 80


def clean_reason(reason: str) -> str:
    """A reason as it is kept: one line.

    Raises:
        Invalid: It is too long.
    """
    return text.clean_line(reason, cells=REASON_CELLS)


def tell(
    tx: Tx, author_id: int, subject: int, place: str, why: str, *, kind: Literal["removed", "removed-post"]
) -> None:
    """Leave a note for whom something was removed of, inside the operation that does so.

    It names nobody: people look after a place together, and who it was stands in the audit trail.

    Args:
        tx: The transaction.
        author_id: Who wrote it.
        subject: The id of the message or post.
        place: Where, in words.
        why: The reason, cleaned; '' for none.
        kind: Of the note: a message or a post.
    """
    notes.leave(tx, author_id, kind, subject=subject, word=f"{place}: {why}" if why else f"{place}.")
