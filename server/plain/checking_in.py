"""A check-in, one question after another: what `checkin` alone does in the line-by-line interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.commands import noticed
from server.commands.dispatch import Invocation
from server.cooked import INTERRUPTED
from server.plain import words
from store import checkins
from store import words as said
from store.errors import HubError

KINDS: Final = tuple(checkins.KINDS)
LONGEST_ANSWER: Final = checkins.NOTE_CHARS * 2
"""Characters of an answer that are read; what is too long is refused in a sentence."""


class Stopped(Exception):
    """The person would rather not, or has gone; nothing was kept."""


class CheckingIn:
    """Asks, and keeps what was answered. Enter skips a question; a full stop ends it all at any point."""

    def __init__(self, call: Invocation) -> None:
        """Begin with nothing asked.

        Args:
            call: The conversation.
        """
        self._call = call

    async def run(self) -> None:
        """Ask one question after another."""
        try:
            await self._ask_all()
        except Stopped:
            self._call.output.line(words.NOTHING_KEPT)

    async def _ask_all(self) -> None:
        call = self._call
        call.output.line(words.CHECK_IN)
        moods = ", ".join(f"{number} {word}" for number, word in said.MOODS.items())
        mood = await self._number(words.MOOD.format(moods=moods), 1, 5)
        urge = await self._number(words.URGE, 0, 10)
        scales: dict[str, int] = {}
        for scale in call.hub.config.checkins.scale:
            answered = await self._number(
                words.SCALE.format(name=scale.name, low=scale.low, high=scale.high), 1, 5
            )
            if answered is not None:
                scales[scale.name] = answered
        kinds = ", ".join(f"{number} {said.KINDS[kind]}" for number, kind in enumerate(KINDS, 1))
        picked = await self._number(words.KIND.format(kinds=kinds), 1, len(KINDS))
        kind = None if picked is None else KINDS[picked - 1]
        note = await self._line(words.NOTE)
        await self._keep(mood, urge, kind, note, scales)

    async def _keep(
        self, mood: int | None, urge: int | None, kind: str | None, note: str, scales: Mapping[str, int]
    ) -> None:
        """Ask whom it is for, and keep it; what cannot be kept so is asked again, and nothing is lost."""
        call = self._call
        nonce = call.nonce()
        usual = await call.hub.do(call.actor, checkins.defaults)
        # A setback is nobody's but the author's until they pick somebody, whatever they usually pick.
        default = checkins.Defaults("me", "") if kind == "setback" else usual
        named = default.circle or said.AUDIENCES[default.audience]
        while True:
            audience, _, circle = (await self._line(words.FOR_WHOM.format(usual=named))).partition(" ")
            if not audience:
                audience, circle = default.audience, default.circle
            try:
                kept = await call.hub.do(
                    call.actor,
                    checkins.add,
                    mood=mood,
                    urge=urge,
                    kind=kind,
                    note=note,
                    audience=audience.lower(),
                    circle=circle.strip(),
                    scales=scales,
                    nonce=nonce,
                )
            except HubError as error:
                call.output.line(str(error))
                if mood is None and urge is None and kind is None and not note.strip() and not scales:
                    return
            else:
                call.output.line(noticed.checkin_lines(kept, await call.zone(), call.hub.clock()))
                if kind == "setback":
                    call.output.line(words.AFTER_SETBACK)
                return

    async def _line(self, question: str) -> str:
        self._call.output.line(question)
        line = await self._call.stdin.read_line(LONGEST_ANSWER)
        if line is None or line.strip() in {".", INTERRUPTED}:
            raise Stopped
        return line.strip()

    async def _number(self, question: str, low: int, high: int) -> int | None:
        while answer := await self._line(question):
            if answer.isascii() and answer.isdigit() and len(answer) < 3 and low <= int(answer) <= high:
                return int(answer)
            self._call.output.line(words.A_NUMBER.format(low=low, high=high))
        return None
