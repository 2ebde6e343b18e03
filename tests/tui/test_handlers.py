"""Messages come to the same methods, in the same order, as by Textual's own way of finding them."""

from __future__ import annotations

from collections.abc import Iterator

from textual import events, on
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import Widget
from textual.widgets import Input

from tests.tui.porch import Porch
from tui.chat.composer import Composer
from tui.handlers import _find


def subclasses(kind: type[Message]) -> Iterator[type[Message]]:
    yield kind
    for each in kind.__subclasses__():
        yield from subclasses(each)


async def test_every_widget_has_the_same_handlers_for_every_message(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        pumps: dict[type[MessagePump], MessagePump] = {type(visit.app): visit.app}
        for mode in ("today", "chat", "forum", "buddies", "settings"):
            await visit.app.go_to(mode)
            await visit.pilot.pause()
            pumps |= {type(node): node for node in visit.app.screen.walk_children(with_self=True)}
        found = 0
        for kind in dict.fromkeys(subclasses(Message)):
            for pump in pumps.values():
                for name in {getattr(kind, "handler_name", "on_message"), "on_event"}:
                    message = kind.__new__(kind)
                    message._no_default_action, message._sender = False, None
                    ours = list(pump._get_dispatch_methods(name, message))
                    assert ours == list(_find(pump, name, message)), (type(pump), kind)
                    found += len(ours)
        assert len(pumps) > 15
        assert found > 1_000


async def test_whoever_prevents_what_comes_by_default_is_heeded(porch: Porch) -> None:
    async with porch.visit("ada") as visit:
        await visit.app.go_to("chat")
        await visit.pilot.pause()
        composer = visit.app.screen.query_one(Composer)
        key = events.Key("a", "a")
        heard = []
        for cls, _ in composer._get_dispatch_methods("on_key", key):
            heard.append(cls)
            key.prevent_default()
        assert heard == [Composer]


class Chooser(Widget):
    """Hears of one of its inputs by name, and of all of them."""

    @on(Input.Changed, "#first")
    def first(self, _: Input.Changed) -> None: ...

    @on(Input.Changed)
    def every(self, _: Input.Changed) -> None: ...

    def on_input_submitted(self, _: Input.Submitted) -> None: ...


def test_what_depends_on_the_sender_is_looked_up_each_time() -> None:
    chooser, first, second = Chooser(), Input(id="first"), Input(id="second")
    heard: list[list[str]] = []
    for sender in (first, second, first):
        message = Input.Changed(sender, "a")
        message.set_sender(sender)
        ours = [method for _, method in chooser._get_dispatch_methods("on_input_changed", message)]
        assert ours == [method for _, method in _find(chooser, "on_input_changed", message)]
        heard.append([getattr(method, "__name__", "") for method in ours])
    assert heard == [["first", "every"], ["every"], ["first", "every"]]
    submitted = list(chooser._get_dispatch_methods("on_input_submitted", Input.Submitted(first, "a")))
    assert [cls for cls, _ in submitted] == [Chooser]
