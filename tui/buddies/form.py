"""The form of a check-in: one question at the top with its keys, and below it what was answered.

One widget that draws its own lines: a key costs two or three of them and never a layout. Digits answer; a letter begins
the note wherever one is; Enter is the end at any point.
"""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from tui.buddies import words
from tui.buddies.answers import Answers, Question
from tui.buddies.writing import press, with_cursor
from tui.chat.editing import Writing
from tui.commands import Command, bindings
from tui.widgets.lined import Lined
from tui.widgets.spans import Span, cells, strip

LABEL_CELLS: Final = 11
"""Cells for the labels of the answers."""
CHOICE_LINES: Final = 2
"""Lines for the keys of a question; one more on a narrow card."""
NOTE_LINES: Final = 3
"""Lines of the note that are seen."""
ROOMY_FROM: Final = 46
"""From this width on, in cells, the last line also says whom it is for."""
PASTE_BYTES: Final = 16 * 1024

COMMANDS: Final = (
    Command(
        "checkin.done",
        ("enter",),
        "done",
        "Check in",
        "Keep what is there; the rest may stay open.",
        palette=False,
    ),
    Command(
        "checkin.next",
        ("tab", "down"),
        "step(1)",
        "Next question",
        "Go on; what is not answered is not asked again.",
        palette=False,
    ),
    Command(
        "checkin.before",
        ("shift+tab", "up"),
        "step(-1)",
        "Question before",
        "Go back a question.",
        palette=False,
        shown_key="⇧Tab",
    ),
    Command(
        "checkin.more",
        ("right",),
        "shift(1)",
        "The next answer",
        "Or press its number.",
        palette=False,
        shown_key="→",
    ),
    Command(
        "checkin.less",
        ("left",),
        "shift(-1)",
        "The answer before",
        "Or press its number.",
        palette=False,
        shown_key="←",
    ),
    Command(
        "checkin.line",
        ("ctrl+j", "alt+enter", "shift+enter"),
        "new_line",
        "New line",
        "A new line in what you write.",
        palette=False,
        shown_key="^J",
    ),
)


class Form(Lined, can_focus=True):
    """Asks and draws. What was answered is in `answers`."""

    OFFERS: ClassVar = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    ALLOW_SELECT = False

    class Changed(Message):
        """Something else is answered."""

    class Done(Message):
        """Enter was pressed."""

    def __init__(self, answers: Answers) -> None:
        """Make a form.

        Args:
            answers: What it begins with.
        """
        super().__init__()
        self.answers = answers
        self.wrong = ""
        """What could not be kept, and why, in one sentence; "": nothing is wrong."""
        self._note = Writing(answers.note)
        self._top = 0
        self.styles.height = self.lines_wanted

    def take_up(self, kept: str) -> None:
        """Go on with what was half answered before.

        Args:
            kept: As `Answers.kept` gave it.
        """
        self.answers.take_up(kept)
        if self._note.text != self.answers.note:
            self._note.put(self.answers.note)
        self._redraw()

    @property
    def _choice_lines(self) -> int:
        """Lines for the keys of a question."""
        return CHOICE_LINES + (0 < self.size.width < ROOMY_FROM)

    @property
    def _before(self) -> int:
        """Lines above the answers."""
        return 1 + self._choice_lines + 1

    @property
    def lines_wanted(self) -> int:
        """Lines it takes where the window has them."""
        return self._before + len(self.answers.questions) - 1 + NOTE_LINES + 1 + 1

    # drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, height = self.size
        if y == 0:
            return self._drawn((Span(self.answers.question.ask, bold=True),))
        if y < 1 + self._choice_lines:
            choices = self._choices(width)
            return self._drawn(choices[y - 1] if y - 1 < len(choices) else ())
        if y == height - 1:
            return self._last()
        at = y - self._before + self._top
        listed = self._listed()
        return (
            self._drawn(listed[at])
            if self._before <= y < height - 2 and at < len(listed)
            else self._drawn(())
        )

    def _drawn(self, left: tuple[Span, ...]) -> Strip:
        signs = self.porch.signs
        return strip(self.porch.palette, self.size.width, (Span(" "), *left), on="raised", more=signs.more)

    def _choices(self, width: int) -> list[tuple[Span, ...]]:
        """The keys of the question, on one line or two."""
        question = self.answers.question
        if not question.choices:
            return [(Span(words.NOTE_HINT, "muted"),)]
        chosen = self.answers.number
        pieces = [
            (Span(key, "amber" if int(key) == chosen else "muted", bold=int(key) == chosen),)
            + (
                (Span(f" {word}", "text" if int(key) == chosen else "muted", bold=int(key) == chosen),)
                if word
                else ()
            )
            for key, word in question.choices
        ]
        lines: list[tuple[Span, ...]] = [()]
        for piece in pieces:
            gap = "   " if question.kind != "urge" else "  "
            if (
                lines[-1]
                and cells(lines[-1]) + len(gap) + cells(piece) > width - 2
                and len(lines) < self._choice_lines
            ):
                lines.append(())
            lines[-1] += ((Span(gap),) if lines[-1] else ()) + piece
        return lines

    def _listed(self) -> list[tuple[Span, ...]]:
        """What was answered, a line each; the note has more."""
        lines: list[tuple[Span, ...]] = []
        for number, question in enumerate(self.answers.questions):
            here = number == self.answers.at
            bar = Span(self.porch.signs.bar if here else " ", "amber", bold=True)
            label = Span(
                question.label[: LABEL_CELLS - 1].ljust(LABEL_CELLS), "text" if here else "muted", bold=here
            )
            if question.kind == "note":
                lines += [
                    (bar if not row else Span(" "), label if not row else Span(" " * LABEL_CELLS), *text)
                    for row, text in enumerate(self._note_rows(here))
                ]
                continue
            said = self.answers.answer_of(question)
            ink = self._ink(question, said)
            lines.append((bar, label, Span(said or words.NOT_SAID, "text" if ink else "muted")))
        return lines

    def _ink(self, question: Question, said: str) -> bool:
        """Whether an answer is one that somebody gave."""
        if question.kind in {"kind", "reply"}:
            return bool(self.answers.kind) if question.kind == "kind" else self.answers.wants_reply
        return bool(said)

    @property
    def _note_cells(self) -> int:
        return max(4, self.size.width - LABEL_CELLS - 4)

    def _note_rows(self, here: bool) -> list[tuple[Span, ...]]:
        room = self._note_cells
        rows = self._note.rows(room)
        at, column = self._note.place(room)
        first = max(0, min(at, len(rows) - NOTE_LINES)) if here else 0
        first = max(first, at - NOTE_LINES + 1) if here else first
        drawn: list[tuple[Span, ...]] = []
        for number in range(first, first + NOTE_LINES):
            text = self._note.text[slice(*rows[number])] if number < len(rows) else ""
            if here and number == at:
                drawn.append(with_cursor(text, column, self.porch.signs.side))
            elif not number and not self._note.text:
                drawn.append((Span(words.NOT_SAID, "muted"),))
            else:
                drawn.append((Span(text),))
        if not here and len(rows) > NOTE_LINES:
            drawn[-1] = (*drawn[-1], Span(f" {self.porch.signs.more}", "muted"))
        return drawn

    def _last(self) -> Strip:
        if self.wrong:
            return self._drawn((Span(self.wrong, "rose"),))
        whom = self.answers.for_whom
        done = words.KEEPS if whom.audience == "me" else words.SENDS.format(whom=whom.label)
        if self.size.width < ROOMY_FROM:
            # Whom it is for stands a few lines above.
            done = words.KEEPS_SHORT if whom.audience == "me" else words.SENDS_SHORT
        right = (Span("Esc ", "text"), Span(words.LATER, "muted"), Span(" "))
        left = (Span(" Enter "), Span(done, "text" if self.answers.said else "muted"))
        return strip(
            self.porch.palette, self.size.width, left, right, on="raised", more=self.porch.signs.more
        )

    def _redraw(self) -> None:
        """Draw again, with the question one is at in sight."""
        room = max(1, self.size.height - self._before - 2)
        number = self.answers.at
        kinds = [question.kind for question in self.answers.questions]
        first = number + (NOTE_LINES - 1 if "note" in kinds[:number] else 0)
        last = first + (NOTE_LINES - 1 if kinds[number] == "note" else 0)
        self._top = max(0, min(self._top, first), last - room + 1)
        self.refresh()

    # keys

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters and digits are for the form, whatever else they do elsewhere."""
        return character is not None and character.isprintable()

    async def on_key(self, event: events.Key) -> None:
        """Answer, write, or move."""
        if not self._take(event):
            for binding in self._bindings.key_to_bindings.get(event.key, ()):
                # Here and now: what is typed after Tab must not come before it.
                event.stop()
                event.prevent_default()
                await self.app.run_action(binding.action, self)
                return
            return
        event.stop()
        event.prevent_default()
        self._after()

    def _take(self, event: events.Key) -> bool:
        """Do what a key means for the question one is at; False: it means nothing special there."""
        answers, character, key = self.answers, event.character, event.key
        writing = answers.question.kind == "note"
        if writing:
            return press(self._note, event, self._note_cells)
        if event.is_printable and character is not None:
            if character.isascii() and character.isdigit():
                answers.press(character)
            elif character in {" ", "-"}:
                answers.skip()
            else:
                answers.go_to("note")
                self._note.end()
                self._note.insert(character, typing=True)
            return True
        if key in {"backspace", "delete"}:
            answers.skip()
            answers.step(-1)
            return True
        return False

    def _after(self) -> None:
        self.answers.note = self._note.text
        self.wrong = ""
        self._redraw()
        self.post_message(self.Changed())

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted goes into the note."""
        event.stop()
        event.prevent_default()
        if len(event.text.encode("utf-8", "replace")) > PASTE_BYTES:
            self.say_wrong(words.PASTE_TOO_LONG)
            return
        self.answers.go_to("note")
        self._note.insert(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        self._after()

    def action_done(self) -> None:
        """It is enough."""
        self.post_message(self.Done())

    def action_step(self, by: int) -> None:
        """Go some questions on."""
        self.answers.step(by)
        self._redraw()

    def action_shift(self, by: int) -> None:
        """Another answer."""
        self.answers.shift(by)
        self._after()

    def action_new_line(self) -> None:
        """A new line in the note."""
        self.answers.go_to("note")
        self._note.insert("\n")
        self._after()

    def say_wrong(self, sentence: str) -> None:
        """Say below what could not be done; all that was answered stays."""
        self.wrong = sentence
        self.refresh()

    async def on_resize(self) -> None:
        """The question one is at stays in sight."""
        self.styles.height = self.lines_wanted
        self._redraw()

    def on_click(self, event: events.Click) -> None:
        """Go to the question under the mouse."""
        row = event.y - self._before + self._top
        at = 0
        for number, question in enumerate(self.answers.questions):
            lines = NOTE_LINES if question.kind == "note" else 1
            if at <= row < at + lines and event.y >= self._before:
                self.answers.at = number
                self._redraw()
                return
            at += lines
