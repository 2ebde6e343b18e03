"""How commands show what people share: the stable JSON fields, and the text for people."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from server.commands.dispatch import WrongUsage
from server.output import iso, moment
from store import words
from store.checkins import CheckIn
from store.counters import Counter
from store.goals import Goal
from store.kudos import Kudos
from store.milestones import Milestone
from store.notes import Note
from store.pair_cards import Card
from store.pairs import Pair, Terms

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def number(word: str, what: str) -> int:
    """An id as people type it.

    Raises:
        WrongUsage: It is none.
    """
    if not word.isascii() or not word.isdigit() or len(word) > 18:
        raise WrongUsage(f"{what} is named by its number")
    return int(word)


def clock(minutes: int) -> str:
    """Minutes after midnight as people write them: "20:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def minutes(word: str) -> int:
    """A time of the day as people write it, in minutes after midnight.

    Raises:
        WrongUsage: It is none.
    """
    hours, _, rest = word.partition(":")
    if (
        hours.isascii()
        and hours.isdigit()
        and len(hours) < 3
        and (not rest or (rest.isascii() and rest.isdigit()))
    ):
        at = int(hours) * 60 + int(rest or 0)
        if at < 1440 and int(rest or 0) < 60:
            return at
    raise WrongUsage("a time of the day is written as 20:00")


# -- check-ins ---------------------------------------------------------------------------------------------------------


def checkin_fields(one: CheckIn) -> dict[str, object]:
    """One check-in as JSON; who was told by name is there for its author alone."""
    fields: dict[str, object] = {
        "id": one.id,
        "author": one.author,
        "at": iso(one.at),
        "day": one.day,
        "mood": one.mood,
        "urge": one.urge,
        "kind": one.kind,
        "note": one.note,
        "wants_reply": one.wants_reply,
        "audience": one.audience,
        "circle": one.circle,
        "scales": dict(one.scales),
        "edited_at": iso(one.edited_at),
        "answered": one.answered,
    }
    if one.mine:
        fields["told"] = list(one.told)
    return fields


def checkin_lines(one: CheckIn, zone: tzinfo, now: int) -> str:
    """One check-in as text: who and when, how they are, then their words."""
    # What nobody chose is not said: "steady" stands for no kind at all, and would deny a rough mood.
    said = [words.KINDS[one.kind]] if one.kind != "steady" else []
    if one.mood is not None:
        said.append(f"mood {one.mood} ({words.MOODS[one.mood]})")
    if one.urge is not None:
        said.append(f"urge {one.urge} of 10")
    said += [f"{name} {value} of 5" for name, value in one.scales]
    if one.mine:
        seen = {"me": "me alone", "buddy": "my buddy"}.get(one.audience, f"circle {one.circle}")
        said.append(f"for {seen}" + (f", and {', '.join(one.told)}" if one.told else ""))
    if one.wants_reply and not one.answered:
        said.append("would like a reply")
    head = (
        f"{moment(one.at, zone, now)}  {'' if one.mine else f'{one.author}: '}{' · '.join(said)}  [{one.id}]"
    )
    return head + ("\n    " + one.note.replace("\n", "\n    ") if one.note else "")


# -- pairs -------------------------------------------------------------------------------------------------------------


def terms_fields(terms: Terms) -> dict[str, object]:
    """Terms as JSON."""
    return {
        "days": [WEEKDAYS[day] for day in terms.days],
        "per_week": terms.per_week,
        "due": clock(terms.due),
        "note_after_h": terms.note_after_h,
        "buddy_after_h": terms.buddy_after_h,
        "mentor_after_h": terms.mentor_after_h,
        "mentor": terms.mentor,
    }


def terms_lines(terms: Terms, buddy: str) -> list[str]:
    """Terms as sentences."""
    if terms.per_week:
        days = f"any {terms.per_week} of 7 days"
    elif len(terms.days) == 7:
        days = "every day"
    else:
        days = " ".join(WEEKDAYS[day] for day in terms.days)
    lines = [f"You both check in {days}, by {clock(terms.due)} where each of you lives."]
    if terms.note_after_h:
        lines.append(f"Who has not gets a gentle note {terms.note_after_h} h later.")
    lines.append(
        f"The other one ({buddy}, or you) hears of it {terms.buddy_after_h} h later."
        if terms.buddy_after_h
        else "Nobody else hears of it."
    )
    if terms.mentor_after_h:
        lines.append(f"{terms.mentor} hears of it {terms.mentor_after_h} h later.")
    return lines


def pair_fields(pair: Pair) -> dict[str, object]:
    """One of my pairs as JSON."""
    return {
        "id": pair.id,
        "buddy": pair.buddy,
        "name": pair.buddy_name,
        "time_zone": pair.time_zone,
        "room": pair.room,
        "state": pair.state,
        "began_at": iso(pair.began_at),
        "terms": terms_fields(pair.terms),
        "wish": None
        if pair.wish is None
        else {"mine": pair.wish.mine, "at": iso(pair.wish.at), "terms": terms_fields(pair.wish.terms)},
        "i_paused": pair.i_paused,
        "back_on": pair.back_on,
        "buddy_paused": pair.buddy_paused,
        "buddy_back_on": pair.buddy_back_on,
        "nudged": pair.nudged,
        "well": pair.well,
        "buddy_well_at": iso(pair.buddy_well_at),
        "due": {
            "day": pair.due.day,
            "at": iso(pair.due.due_at),
            "state": pair.due.state,
            "left": pair.due.left,
        },
    }


def due_lines(pair: Pair, zone: tzinfo, now: int) -> list[str]:
    """How it stands today with a buddy, each line beginning with whom it is about: "you: …", "theo: …"."""
    lines = []
    if pair.i_paused:
        lines.append("you: paused" + (f" until {pair.back_on}" if pair.back_on else ""))
    elif pair.state == "paused":
        lines.append("you: nothing is due while the pause lasts")
    elif pair.due.state == "done":
        lines.append("you: all well today" if pair.well else "you: checked in today")
    elif pair.due.state == "due":
        lines.append(f"you: check-in today by {moment(pair.due.due_at, zone, now)}")
    else:
        lines.append(f"you: {pair.due.left} to go this week" if pair.due.left else "you: nothing due today")
    if pair.buddy_paused:
        until = f" until {pair.buddy_back_on}" if pair.buddy_back_on else ""
        lines.append(f"{pair.buddy}: paused{until}")
    if pair.buddy_well_at is not None:
        lines.append(f"{pair.buddy}: all well, {moment(pair.buddy_well_at, zone, now)}")
    return lines


def card_fields(card: Card) -> dict[str, object]:
    """The card of somebody who looks for a buddy, as JSON."""
    return {
        "handle": card.handle,
        "name": card.display_name,
        "pronouns": card.pronouns,
        "time_zone": card.time_zone,
        "working_on": card.working_on,
        "interests": card.interests,
        "times": card.times,
        "contact": card.contact,
        "open": card.open,
        "updated_at": iso(card.updated_at) if card.updated_at else None,
        "circles": list(card.circles),
        "asked": card.asked,
    }


def card_lines(card: Card) -> str:
    """The same as text."""
    name = f"{card.handle} ({card.display_name})" if card.display_name else card.handle
    rows = [f"{name}{f', {card.pronouns}' if card.pronouns else ''}{'  asked' if card.asked else ''}"]
    rows += [
        f"    {label}: {said}"
        for label, said in (
            ("working on", card.working_on),
            ("likes", card.interests),
            ("has time", card.times),
            ("time zone", card.time_zone),
            ("in touch", words.CONTACTS[card.contact]),
            ("you share", ", ".join(card.circles)),
        )
        if said
    ]
    return "\n".join(rows)


def note_fields(note: Note) -> dict[str, object]:
    """One note as JSON."""
    return {
        "id": note.id,
        "kind": note.kind,
        "other": note.other,
        "pair": note.pair_id,
        "subject": note.subject,
        "word": note.word,
        "day": note.day,
        "at": iso(note.at),
        "text": words.note(note.kind, note.other, note.word),
    }


def kudos_fields(one: Kudos) -> dict[str, object]:
    """One kind word as JSON."""
    return {"id": one.id, "from": one.handle, "text": one.text, "at": iso(one.at), "seen": one.seen}


# -- goals, counters, milestones ---------------------------------------------------------------------------------------


def counter_fields(one: Counter) -> dict[str, object]:
    """One counter as JSON; what is the owner's alone is there for the owner alone."""
    fields: dict[str, object] = {
        "id": one.id,
        "owner": one.owner,
        "name": one.name,
        "started_on": one.started_on,
        "days": one.days,
        "longest": one.longest,
        "run": one.run,
        "kept": one.kept,
        "of": one.of,
    }
    if one.mine:
        fields |= {
            "setbacks": one.setbacks,
            "shared_with": list(one.shared_with),
            "archived": one.archived,
        }
    return fields


def counter_line(one: Counter) -> tuple[str, ...]:
    """One counter as the columns of a row."""
    return (
        one.name if one.mine else f"{one.owner}: {one.name}",
        f"{one.days} days in all",
        f"longest {one.longest}",
        f"this run {one.run}",
        f"{one.kept} of the last {one.of}",
        f"[{one.id}]",
    )


def goal_fields(one: Goal) -> dict[str, object]:
    """One goal as JSON."""
    return {
        "id": one.id,
        "owner": one.owner,
        "title": one.title,
        "why": one.why,
        "by_day": one.by_day,
        "audience": one.audience,
        "circle": one.circle,
        "created_at": iso(one.created_at),
        "done_at": iso(one.done_at),
        "archived": one.archived,
        "steps": [
            {
                "id": step.id,
                "title": step.title,
                "by_day": step.by_day,
                "carried": step.carried,
                "done_at": iso(step.done_at),
            }
            for step in one.steps
        ],
        "cheers": [
            {
                "handle": cheer.handle,
                "word": cheer.word,
                "text": words.CHEERS[cheer.word],
                "at": iso(cheer.at),
            }
            for cheer in one.cheers
        ],
    }


def goal_line(one: Goal) -> tuple[str, ...]:
    """One goal as the columns of a row."""
    done, steps = one.progress
    state = (
        "done"
        if one.done_at
        else f"{done} of {steps} {'step' if steps == 1 else 'steps'}"
        if steps
        else "begun"
    )
    return (one.title if one.mine else f"{one.owner}: {one.title}", state, one.by_day, f"[{one.id}]")


def milestone_fields(one: Milestone) -> dict[str, object]:
    """One milestone with its card as JSON."""
    return {
        "id": one.id,
        "owner": one.owner,
        "name": one.owner_name,
        "title": one.title,
        "words": one.words,
        "day": one.day,
        "days": one.days,
        "announced": one.room_id > 0,
        "created_at": iso(one.created_at),
        "signatures": [
            {"handle": each.handle, "name": each.display_name, "text": each.text, "at": iso(each.at)}
            for each in one.signatures
        ],
    }
