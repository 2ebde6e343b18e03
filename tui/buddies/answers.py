"""What is filled in while one checks in, question by question; knows no screen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from store.checkins import KINDS, CheckIn
from store.config import CheckInScale
from tui.buddies import words

QuestionKind = Literal["mood", "urge", "kind", "scale", "note", "audience", "reply"]
MOST_URGE: Final = 10
MOOD: Final = (1, 5)
"""The lowest and the highest mood."""


@dataclass(frozen=True, slots=True)
class ForWhom:
    """Whom a check-in can be for."""

    audience: str
    """"me", "buddy" or "circle"."""
    circle: str
    """A circle's name, where the audience is "circle"; else ''."""
    label: str
    """As people read it: "only you", "theo", "Evening group"."""


ONLY_ME: Final = ForWhom("me", "", words.ONLY_YOU)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the form."""

    kind: QuestionKind
    label: str
    """In the list of answers."""
    ask: str
    """The sentence above."""
    choices: tuple[tuple[str, str], ...]
    """What can be answered by a key: the key and its word, from the left; none for what is written."""
    scale: str = ""
    """The scale's name; "" for the others."""


class Answers:
    """The answers so far, and at which question one is."""

    def __init__(self, whom: Sequence[ForWhom], usual: ForWhom, scales: Sequence[CheckInScale]) -> None:
        """Begin with nothing said.

        Args:
            whom: Whom it can be for.
            usual: Whom it is for unless the author says otherwise.
            scales: The hub's own.
        """
        self.whom: tuple[ForWhom, ...] = (ONLY_ME,)
        self.usual = ONLY_ME
        self.scales = tuple(scales)
        self.mood: int | None = None
        self.urge: int | None = None
        self.kind = ""
        """"" stands for `steady`, not chosen."""
        self.note = ""
        self.wants_reply = False
        self.values: dict[str, int] = {}
        """The answers to the hub's own scales, by name."""
        self._picked: ForWhom | None = None
        self.at = 0
        """Which question one is at."""
        self.questions: tuple[Question, ...] = ()
        self.may_be_for(whom, usual)

    def may_be_for(self, whom: Sequence[ForWhom], usual: ForWhom) -> None:
        """Learn whom it can be for, also while it is being filled in.

        Args:
            whom: All of them.
            usual: Whom it is for unless the author says otherwise.
        """
        self.whom = tuple(whom)[:9] or (ONLY_ME,)
        self.usual = usual if usual in self.whom else self.whom[0]
        self.questions = self._questions()

    def _questions(self) -> tuple[Question, ...]:
        moods = tuple((str(number), word) for number, word in words.MOODS.items())
        kinds = tuple((str(number), words.KINDS[kind]) for number, kind in enumerate(KINDS, 1))
        whom = tuple((str(number), one.label) for number, one in enumerate(self.whom, 1))
        urges = tuple((str(number), words.URGES.get(number, "")) for number in range(MOST_URGE + 1))
        return (
            Question("mood", words.MOOD_LABEL, words.MOOD_ASK, moods),
            Question("urge", words.URGE_LABEL, words.URGE_ASK, urges),
            Question("kind", words.KIND_LABEL, words.KIND_ASK, kinds),
            *(
                Question(
                    "scale",
                    one.name,
                    words.SCALE_ASK.format(name=one.name),
                    (("1", one.low), ("2", ""), ("3", ""), ("4", ""), ("5", one.high)),
                    one.name,
                )
                for one in self.scales
            ),
            Question("note", words.NOTE_LABEL, words.NOTE_ASK, ()),
            Question("audience", words.FOR_LABEL, words.FOR_ASK, whom),
            Question(
                "reply", words.REPLY_LABEL, words.REPLY_ASK, (("1", words.REPLY_NO), ("2", words.REPLY_YES))
            ),
        )

    @property
    def question(self) -> Question:
        """The one that one is at."""
        return self.questions[self.at]

    @property
    def for_whom(self) -> ForWhom:
        """Whom it is for: a setback is for its author alone until they say otherwise, here and now."""
        if self._picked is not None:
            return self._picked
        return self.whom_of("me") if self.kind == "setback" else self.usual

    def whom_of(self, audience: str, circle: str = "") -> ForWhom:
        """The one of those it can be for; only me where there is none."""
        found = (one for one in self.whom if (one.audience, one.circle) == (audience, circle))
        return next(found, ONLY_ME)

    @property
    def said(self) -> bool:
        """There is something to keep."""
        return bool(
            self.mood is not None or self.urge is not None or self.kind or self.note.strip() or self.values
        )

    # moving and answering

    def step(self, by: int) -> None:
        """Go some questions on."""
        self.at = max(0, min(len(self.questions) - 1, self.at + by))

    def go_to(self, kind: QuestionKind) -> None:
        """Go to the first question of a kind."""
        self.at = next(number for number, one in enumerate(self.questions) if one.kind == kind)

    def press(self, digit: str) -> bool:
        """Answer with a digit; a whole answer leads on to the next question.

        Returns:
            False when the digit means nothing here.
        """
        question, number = self.question, int(digit)
        if question.kind == "urge":
            # After 1 there may come a 0.
            ten = number == 0 and self.urge == 1
            self.urge = MOST_URGE if ten else number
            if number != 1:
                self.step(1)
            return True
        if not any(key == digit for key, _ in question.choices):
            return False
        self._answer(question, number)
        self.step(1)
        return True

    def shift(self, by: int) -> None:
        """Answer with the choice beside the one that is answered; from no answer begin at an end."""
        question = self.question
        if not question.choices:
            return
        now, first = self.number, int(question.choices[0][0])
        last = int(question.choices[-1][0])
        beside = now + by if now is not None else (first if by > 0 else last)
        self._answer(question, max(first, min(last, beside)))

    def skip(self) -> None:
        """Say nothing to this question."""
        question = self.question
        if question.kind == "mood":
            self.mood = None
        elif question.kind == "urge":
            self.urge = None
        elif question.kind == "kind":
            self.kind = ""
        elif question.kind == "scale":
            self.values.pop(question.scale, None)
        self.step(1)

    def _answer(self, question: Question, number: int) -> None:
        if question.kind == "mood":
            self.mood = number
        elif question.kind == "urge":
            self.urge = number
        elif question.kind == "kind":
            self.kind = KINDS[number - 1]
        elif question.kind == "scale":
            self.values[question.scale] = number
        elif question.kind == "audience":
            self._picked = self.whom[number - 1]
        elif question.kind == "reply":
            self.wants_reply = number == 2

    @property
    def number(self) -> int | None:
        """The answer to the question one is at as its key; None: nothing said."""
        return self.number_of(self.question)

    def number_of(self, question: Question) -> int | None:
        """The answer to a question as its key; None: nothing said, or it is written."""
        if question.kind == "mood":
            return self.mood
        if question.kind == "urge":
            return self.urge
        if question.kind == "kind":
            return KINDS.index(self.kind) + 1 if self.kind else None
        if question.kind == "scale":
            return self.values.get(question.scale)
        if question.kind == "audience":
            return self.whom.index(self.for_whom) + 1 if self.for_whom in self.whom else None
        if question.kind == "reply":
            return 2 if self.wants_reply else 1
        return None

    def answer_of(self, question: Question) -> str:
        """The answer to a question in words; "": nothing said."""
        number = self.number_of(question)
        if question.kind == "mood":
            return "" if number is None else words.mood(number)
        if question.kind == "urge":
            return "" if number is None else words.of_ten(number)
        if question.kind == "kind":
            return words.KINDS[self.kind or "steady"]
        if question.kind == "scale":
            low, high = question.choices[0][1], question.choices[-1][1]
            return "" if number is None else words.of_scale(number, low, high)
        if question.kind == "audience":
            return self.for_whom.label
        if question.kind == "reply":
            return words.REPLY_YES if self.wants_reply else words.REPLY_NO
        return self.note

    # keeping

    def kept(self) -> str:
        """All that was answered, as a line to keep for later; "" when nothing was."""
        if not self.said:
            return ""
        picked = self._picked
        return json.dumps(
            {
                "mood": self.mood,
                "urge": self.urge,
                "kind": self.kind,
                "note": self.note,
                "wants_reply": self.wants_reply,
                "values": self.values,
                "picked": None if picked is None else [picked.audience, picked.circle],
            },
            ensure_ascii=False,
        )

    def take_up(self, kept: str) -> None:
        """Go on with what was kept; what was answered since stays, and what cannot be read is passed over."""
        try:
            found: dict[str, Any] = json.loads(kept)
            mood, urge, values, picked = (found.get(name) for name in ("mood", "urge", "values", "picked"))
            if self.mood is None and isinstance(mood, int) and MOOD[0] <= mood <= MOOD[1]:
                self.mood = mood
            if self.urge is None and isinstance(urge, int) and 0 <= urge <= MOST_URGE:
                self.urge = urge
            if not self.kind and found.get("kind") in KINDS:
                self.kind = found["kind"]
            self.note = "\n".join(filter(None, (str(found.get("note", "")), self.note)))
            self.wants_reply = self.wants_reply or found.get("wants_reply") is True
            known = {one.name for one in self.scales}
            usable = {
                name: value
                for name, value in (values or {}).items()
                if name in known and isinstance(value, int) and MOOD[0] <= value <= MOOD[1]
            }
            self.values = usable | self.values
            if picked and self._picked is None:
                # Whoever it was for may not be there any more; then it is for nobody else.
                self._picked = self.whom_of(*picked)
        except (ValueError, TypeError, KeyError, AttributeError):
            return

    def take_over(self, checkin: CheckIn) -> None:
        """Begin with what a check-in of mine says, to change it."""
        self.mood, self.urge, self.kind = checkin.mood, checkin.urge, checkin.kind
        self.note, self.wants_reply = checkin.note, checkin.wants_reply
        self.values = dict(checkin.scales)
        self._picked = self.whom_of(checkin.audience, checkin.circle)
