"""Goals: something a member would like to reach, in small steps, alone or with others looking on kindly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from store import audiences, days, lots, sight, text, words
from store.db import Row
from store.errors import Invalid, NotFound
from store.notes import leave
from store.operations import Tx, operation
from store.policy import Capability

TITLE_CELLS: Final = 80
WHY_CHARS: Final = 500

MOST: Final = 50
"""Goals of one member that are not archived."""

MOST_STEPS: Final = 30


@dataclass(frozen=True, slots=True)
class Step:
    """One small step."""

    id: int
    title: str
    by_day: str
    """"2026-11-22"; '' for no day."""
    carried: int
    """How often it was carried over to a later day."""
    done_at: int | None
    """Epoch ms UTC."""


@dataclass(frozen=True, slots=True)
class Cheer:
    """Somebody cheered."""

    handle: str
    word: str
    """One of `words.CHEERS`."""
    at: int


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal, as somebody sees it who may."""

    id: int
    owner: str
    """A handle."""
    mine: bool
    title: str
    why: str
    """May be ''."""
    by_day: str
    """'' for no day."""
    audience: str
    """"me", "buddy" or "circle"."""
    circle: str
    """The circle's name, where the audience is "circle"; else ''."""
    created_at: int
    done_at: int | None
    archived: bool
    steps: tuple[Step, ...]
    cheers: tuple[Cheer, ...]
    """Newest first; not those of people I have blocked. Of somebody else's goal only mine, and those of the circle that
    it is for: others would tell who is a buddy, or in another circle."""

    @property
    def progress(self) -> tuple[int, int]:
        """How many steps are done, and how many there are."""
        return sum(step.done_at is not None for step in self.steps), len(self.steps)


_COLUMNS: Final = """
    SELECT g.id, g.member_id, a.handle, g.title, g.why, g.by_day, g.audience, COALESCE(k.name, '') AS circle,
           g.created_at, g.done_at, g.archived_at, g.circle_id
    FROM goals g JOIN members a ON a.id = g.member_id AND a.state <> 'erased'
    LEFT JOIN circles k ON k.id = g.circle_id
"""

_SHARED: Final = audiences.IS_SHARED.format(t="g", then="")

VISIBLE: Final = f"({_SHARED} AND (g.member_id = :me OR g.archived_at IS NULL))"
"""An SQL condition on `_COLUMNS`. Goes with `audiences.reader(tx)`."""


def _goals(tx: Tx, rows: Sequence[Row]) -> list[Goal]:
    if not rows:
        return []
    names = {f"i{n}": row["id"] for n, row in enumerate(rows)}
    ids = ", ".join(f":{name}" for name in names)
    steps: dict[int, list[Step]] = {}
    for each in tx.all(
        "SELECT goal_id, id, title, by_day, carried, done_at FROM goal_steps"
        f" WHERE goal_id IN ({ids}) ORDER BY goal_id, place, id",
        **names,
    ):
        steps.setdefault(each[0], []).append(Step(*each[1:]))
    cheers: dict[int, list[Cheer]] = {}
    for each in tx.all(
        "SELECT c.goal_id, m.handle, c.word, c.at FROM goal_cheers c"
        " JOIN members m ON m.id = c.member_id AND m.state <> 'erased'"
        f" JOIN goals g ON g.id = c.goal_id WHERE c.goal_id IN ({ids})"
        f" AND {sight.NOT_BLOCKED.format(author='c.member_id')} AND (:me IN (g.member_id, c.member_id)"
        "  OR EXISTS (SELECT 1 FROM circle_members k WHERE k.circle_id = g.circle_id AND k.member_id = c.member_id))"
        " ORDER BY c.goal_id, c.at DESC, m.id",
        me=tx.me.id,
        **names,
    ):
        cheers.setdefault(each[0], []).append(Cheer(*each[1:]))
    return [
        Goal(
            row["id"],
            row["handle"],
            row["member_id"] == tx.me.id,
            row["title"],
            row["why"],
            row["by_day"],
            row["audience"],
            row["circle"],
            row["created_at"],
            row["done_at"],
            row["archived_at"] is not None,
            tuple(steps.get(row["id"], ())),
            tuple(cheers.get(row["id"], ())),
        )
        for row in rows
    ]


def _seen(tx: Tx, goal: int) -> Row:
    row = tx.one(f"{_COLUMNS} WHERE g.id = :id AND {VISIBLE}", id=goal, **audiences.reader(tx))
    if row is None:
        raise NotFound("There is no such goal.")
    return row


def _mine(tx: Tx, goal: int) -> Row:
    row = tx.one(f"{_COLUMNS} WHERE g.id = :id AND g.member_id = :me", id=goal, me=tx.me.id)
    if row is None:
        raise NotFound("There is no such goal.")
    return row


def _done(tx: Tx, row: Row) -> Goal:
    """Tell those who see a goal that it changed, and give it as it is now."""
    audiences.tell(tx, "goals", row["audience"], row["circle_id"])
    return one.within(tx, goal=row["id"])


def _title(title: str) -> str:
    said = text.clean_line(title, cells=TITLE_CELLS)
    if not said:
        raise Invalid("Say what it is, in a few words.")
    return said


@operation(Capability.SELF_READ)
def mine(tx: Tx, *, archived: bool = False) -> list[Goal]:
    """My goals, the newest first; archived ones when asked for."""
    rows = tx.all(
        f"{_COLUMNS} WHERE g.member_id = :me AND (:archived = 1 OR g.archived_at IS NULL)"
        " ORDER BY g.created_at DESC, g.id DESC LIMIT 200",
        me=tx.me.id,
        archived=int(archived),
    )
    return _goals(tx, rows)


@operation(Capability.SHARED_READ)
def shared_with_me(tx: Tx) -> list[Goal]:
    """Goals that others share with me, the newest first."""
    rows = tx.all(
        f"{_COLUMNS} WHERE g.id IN ("
        " SELECT x.id FROM pair_members pm JOIN pairs p ON p.id = pm.pair_id AND p.state <> 'parted'"
        " JOIN goals x ON x.member_id = pm.buddy_id AND x.audience = 'buddy' WHERE pm.member_id = :me"
        " UNION SELECT x.id FROM circle_members cm JOIN goals x ON x.id IN (SELECT y.id FROM goals y"
        "  WHERE y.circle_id = cm.circle_id AND y.audience = 'circle' AND y.archived_at IS NULL"
        f"  AND {audiences.OTHERS_IN_CIRCLE.format(t='y')} ORDER BY y.created_at DESC, y.id DESC LIMIT 50)"
        " WHERE cm.member_id = :me"
        f") AND g.member_id <> :me AND {VISIBLE} ORDER BY g.created_at DESC, g.id DESC LIMIT 50",
        **audiences.reader(tx),
    )
    return _goals(tx, rows)


@operation(Capability.SHARED_READ)
def one(tx: Tx, *, goal: int) -> Goal:
    """One goal, mine or shared with me.

    Raises:
        NotFound: It is not there, or not mine to see.
    """
    return _goals(tx, [_seen(tx, goal)])[0]


@operation(Capability.GOAL, writes=True)
def add(
    tx: Tx,
    *,
    title: str,
    why: str = "",
    by_day: str = "",
    audience: str = "me",
    circle: str = "",
    steps: Sequence[str] = (),
) -> Goal:
    """Set myself a goal.

    Args:
        tx: The transaction.
        title: In a few words, up to 80 cells.
        why: What it is for, one line; may be ''.
        by_day: "2026-11-22", or ''.
        audience: Who sees it: "me", "buddy" or "circle".
        circle: Which of mine, by name, where it is for a circle.
        steps: The first small steps.

    Raises:
        Invalid: There is no title, a day cannot be read, or I have as many as one can have.
        NotFound: I am not in that circle.
    """
    called = _title(title)
    chosen = audiences.choose(tx, audience, circle)
    if (
        tx.value("SELECT COUNT(*) FROM goals WHERE member_id = :me AND archived_at IS NULL", me=tx.me.id)
        >= MOST
    ):
        raise Invalid(f"You have {MOST} goals already; one that is done can be archived.")
    goal = lots.draw(tx, "goals")
    tx.run(
        "INSERT INTO goals (id, member_id, title, why, by_day, audience, circle_id, created_at)"
        " VALUES (:id, :me, :title, :why, :by_day, :audience, :circle, :now)",
        id=goal,
        me=tx.me.id,
        title=called,
        why=text.clean_line(why, chars=WHY_CHARS),
        by_day=days.given_or_none(by_day),
        audience=chosen.audience,
        circle=chosen.circle_id,
        now=tx.now,
    )
    for step in steps:
        _add_step(tx, goal, step, "")
    return _done(tx, _mine(tx, goal))


@operation(Capability.GOAL, writes=True, forgets=True)
def edit(
    tx: Tx,
    *,
    goal: int,
    title: str | None = None,
    why: str | None = None,
    by_day: str | None = None,
    audience: str = "",
    circle: str = "",
    done: bool | None = None,
    archived: bool | None = None,
) -> Goal:
    """Change a goal of mine; None, and '' for the audience, leave a thing as it is.

    Raises:
        NotFound: It is not there, or not mine; or I am not in that circle.
        Invalid: There is no title, or a day cannot be read.
    """
    row = _mine(tx, goal)
    chosen = (
        audiences.choose(tx, audience, circle)
        if audience
        else audiences.Chosen(row["audience"], row["circle_id"])
    )
    tx.run(
        "UPDATE goals SET title = :title, why = :why, by_day = :by_day, audience = :audience, circle_id = :circle,"
        " done_at = :done, archived_at = :archived WHERE id = :id",
        id=goal,
        title=row["title"] if title is None else _title(title),
        why=row["why"] if why is None else text.clean_line(why, chars=WHY_CHARS),
        by_day=row["by_day"] if by_day is None else days.given_or_none(by_day),
        audience=chosen.audience,
        circle=chosen.circle_id,
        done=row["done_at"] if done is None else (row["done_at"] or tx.now) if done else None,
        archived=row["archived_at"] if archived is None else tx.now if archived else None,
    )
    if chosen != audiences.Chosen(row["audience"], row["circle_id"]):
        audiences.tell(tx, "goals", row["audience"], row["circle_id"])
    return _done(tx, _mine(tx, goal))


@operation(Capability.SELF_CHANGE, writes=True, forgets=True)
def delete(tx: Tx, *, goal: int) -> None:
    """Take a goal of mine away, with its steps and cheers.

    Raises:
        NotFound: It is not there, or not mine.
    """
    row = _mine(tx, goal)
    tx.run("DELETE FROM goal_steps WHERE goal_id = :id", id=goal)
    tx.run("DELETE FROM goal_cheers WHERE goal_id = :id", id=goal)
    tx.run(
        "DELETE FROM notes WHERE member_id = :me AND kind = 'cheer' AND subject = :id", me=tx.me.id, id=goal
    )
    tx.run("DELETE FROM goals WHERE id = :id", id=goal)
    audiences.tell(tx, "goals", row["audience"], row["circle_id"])


def _add_step(tx: Tx, goal: int, title: str, by_day: str) -> None:
    called = _title(title)
    place = int(tx.value("SELECT COUNT(*) FROM goal_steps WHERE goal_id = :goal", goal=goal))
    if place >= MOST_STEPS:
        raise Invalid(f"A goal has {MOST_STEPS} steps at most; several goals can share the road.")
    tx.run(
        "INSERT INTO goal_steps (id, goal_id, place, title, by_day)"
        " VALUES (:id, :goal, (SELECT COALESCE(MAX(place), 0) + 1 FROM goal_steps WHERE goal_id = :goal),"
        " :title, :day)",
        id=lots.draw(tx, "goal_steps"),
        goal=goal,
        title=called,
        day=days.given_or_none(by_day),
    )


@operation(Capability.GOAL, writes=True)
def add_step(tx: Tx, *, goal: int, title: str, by_day: str = "") -> Goal:
    """Add a small step to a goal of mine.

    Raises:
        NotFound: It is not there, or not mine.
        Invalid: There is no title, a day cannot be read, or there are very many steps.
    """
    row = _mine(tx, goal)
    _add_step(tx, goal, title, by_day)
    return _done(tx, row)


@operation(Capability.GOAL, writes=True, forgets=True)
def change_step(
    tx: Tx,
    *,
    step: int,
    title: str | None = None,
    by_day: str | None = None,
    done: bool | None = None,
    gone: bool = False,
) -> Goal:
    """Change a step of a goal of mine; None leaves a thing as it is. A later day is a carrying over, and no more.

    Args:
        tx: The transaction.
        step: Its id.
        title: In a few words.
        by_day: "2026-11-22", or '' for no day.
        done: It is done, or not.
        gone: Take it away.

    Raises:
        NotFound: It is not there, or not mine.
        Invalid: There is no title, or a day cannot be read.
    """
    row = tx.one(
        "SELECT s.* FROM goal_steps s JOIN goals g ON g.id = s.goal_id AND g.member_id = :me WHERE s.id = :id",
        me=tx.me.id,
        id=step,
    )
    if row is None:
        raise NotFound("There is no such step.")
    if gone:
        tx.run("DELETE FROM goal_steps WHERE id = :id", id=step)
        return _done(tx, _mine(tx, row["goal_id"]))
    day = row["by_day"] if by_day is None else days.given_or_none(by_day)
    tx.run(
        "UPDATE goal_steps SET title = :title, by_day = :day, carried = :carried, done_at = :done WHERE id = :id",
        id=step,
        title=row["title"] if title is None else _title(title),
        day=day,
        carried=row["carried"] + int(bool(row["by_day"]) and day > row["by_day"]),
        done=row["done_at"] if done is None else (row["done_at"] or tx.now) if done else None,
    )
    return _done(tx, _mine(tx, row["goal_id"]))


@operation(Capability.GOAL, writes=True)
def carry_over(tx: Tx, *, goal: int, to_day: str = "") -> Goal:
    """Carry the steps whose day has passed over to another day, without a word about it.

    Args:
        tx: The transaction.
        goal: Its id.
        to_day: "2026-11-22"; '' today.

    Raises:
        NotFound: It is not there, or not mine.
        Invalid: The day cannot be read.
    """
    row = _mine(tx, goal)
    today = days.day_at(tx.now, days.zone_of(tx.me.time_zone)).isoformat()
    tx.run(
        "UPDATE goal_steps SET by_day = :day, carried = carried + 1"
        " WHERE goal_id = :goal AND done_at IS NULL AND by_day <> '' AND by_day < :today",
        day=days.given_or_none(to_day) or today,
        goal=goal,
        today=today,
    )
    return _done(tx, row)


@operation(Capability.SHARED_READ, writes=True)
def cheer(tx: Tx, *, goal: int, word: str = "") -> Goal:
    """Cheer on a goal that somebody shares with me; again changes the word.

    Args:
        tx: The transaction.
        goal: Its id.
        word: One of `words.CHEERS`; '' the first.

    Raises:
        NotFound: It is not there, or not mine to see; or there is no such word.
        Invalid: It is my own.
    """
    row = _seen(tx, goal)
    if row["member_id"] == tx.me.id:
        raise Invalid("That one is yours; a kind word to yourself is free.")
    chosen = word or next(iter(words.CHEERS))
    if chosen not in words.CHEERS:
        raise NotFound(f"There is no such cheer; there are {', '.join(words.CHEERS)}.")
    before = tx.one(
        "SELECT 1 FROM goal_cheers WHERE goal_id = :goal AND member_id = :me", goal=goal, me=tx.me.id
    )
    tx.run(
        "INSERT INTO goal_cheers (goal_id, member_id, word, at) VALUES (:goal, :me, :word, :now)"
        " ON CONFLICT (goal_id, member_id) DO UPDATE SET word = excluded.word, at = excluded.at",
        goal=goal,
        me=tx.me.id,
        word=chosen,
        now=tx.now,
    )
    if before is None:
        # Cheering again and again tells nobody again.
        leave(tx, row["member_id"], "cheer", other_id=tx.me.id, subject=goal, word=chosen)
    tx.emit(f"member:{row['member_id']}", "goals")
    return one.within(tx, goal=goal)
