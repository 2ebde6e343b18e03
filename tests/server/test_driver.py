import asyncio
import io
import re
import sys
import threading
from typing import Any

import pytest
from textual import events
from textual._context import active_app, active_message_pump, prevent_message_types_stack
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from server import escapes
from server.driver import ChannelDriver
from server.typed import MORE, Typed
from server.wire import DROP_ABOVE
from tests.server.wired import Viewer, Visit, wired
from tui.served import ServedApp


class Porch(ServedApp):
    """Shows the last thing that happened to it."""

    CSS = "Static { height: 1; }"

    def __init__(self, driver_class: type) -> None:
        super().__init__(driver_class=driver_class)
        self.keys: list[str] = []
        self.pastes: list[str] = []
        self.sizes: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        yield Static("the porch", id="line")

    def say(self, text: str) -> None:
        self.query_one("#line", Static).update(text)

    def on_key(self, event: events.Key) -> None:
        self.keys.append(event.key)
        if event.key == "q":
            self.exit(0)
        elif event.key == "k":
            raise KeyError("a secret that nobody may see")
        self.say(f"key {event.key} {len(self.keys)}.")

    def on_paste(self, event: events.Paste) -> None:
        self.pastes.append(event.text)
        self.say(f"pasted {len(event.text)}.")

    def on_resize(self, event: events.Resize) -> None:
        self.sizes.append((event.size.width, event.size.height))
        self.say(f"size {event.size.width}x{event.size.height}.")


def porch(visit: Visit) -> Porch:
    assert isinstance(visit.app, Porch)
    return visit.app


def driver(visit: Visit) -> ChannelDriver:
    assert visit.driver is not None
    return visit.driver


async def started(viewer: Viewer) -> None:
    await viewer.until(b"size ")


async def test_a_key_reaches_the_app_and_its_answer_the_screen() -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        viewer.type(b"a")
        await viewer.until(b"key a 1.")


async def test_every_mode_is_switched_off_when_the_person_leaves() -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        viewer.type(b"q")
        seen = await viewer.rest()
        assert seen.startswith(escapes.ENTER.encode())
        assert seen.endswith(escapes.LEAVE.encode())
        assert seen.count(b"\x1b[?1049l") == 1


@pytest.mark.parametrize("way", ["crash", "cancel"])
async def test_every_mode_is_switched_off_when_the_app_ends_badly(way: str) -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        if way == "crash":
            viewer.type(b"k")
        else:
            task = hub.visits[0].task
            assert task is not None
            task.cancel()
        seen = await viewer.rest()
        assert seen.endswith(escapes.LEAVE.encode())
        assert b"secret" not in seen
        assert b"Traceback" not in seen


async def test_every_mode_that_is_switched_on_is_switched_off() -> None:
    entered = escapes.ENTER + escapes.KITTY + escapes.MOUSE
    for mode in (part[:-1] for part in entered.split("\x1b[?") if part.endswith("h")):
        assert f"\x1b[?{mode}l" in escapes.LEAVE
    assert "\x1b[?25h" in escapes.LEAVE
    assert "\x1b[?7h" in escapes.LEAVE
    assert "\x1b[<u" in escapes.LEAVE


async def test_the_escape_key_works_alone_and_leaves_no_timer_behind() -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        viewer.type(b"\x1b")
        await viewer.until(b"key escape 1.")
        assert driver(hub.visits[0])._escape_handle is None
        viewer.type(b"\x1b[A")
        await viewer.until(b"key up 2.")
        assert driver(hub.visits[0])._escape_handle is None


async def test_characters_split_over_packets_arrive_whole() -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        for byte in "é日".encode():
            driver(hub.visits[0]).feed(bytes([byte]))
        await viewer.until(b" 2.")
        assert porch(hub.visits[0]).keys == ["é", "日"]


async def test_bytes_that_are_not_utf8_and_malformed_keys_end_nothing() -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        for attack in (
            b"\xff\xfe\x80",
            b"\x1b[99999999999999999999u",
            b"\x1b[97:65;5u",
            b"\x1b[<9999999999;99999999999;999999999M",
            b"\x1b[48;60000;60000;1;1t",
            b"\x1b]52;c;AAAA\x07",
            b"\x1b[?2048;1$y\x1b[?2026;1$y",
            b"\x1bP$r\x1b\\" + b"\x1b" * 40 + b".",
        ):
            viewer.type(attack)
        await asyncio.sleep(0)
        viewer.type(b"z")
        await viewer.until(b"key z")
        assert porch(hub.visits[0]).sizes == [(80, 24)]


async def test_a_paste_arrives_once_and_whole_however_it_was_cut() -> None:
    text = "one\rtwo\r\nthree"
    data = b"\x1b[200~" + text.encode() + b"\x1b[201~"
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        app, line = porch(hub.visits[0]), driver(hub.visits[0])
        for cut in range(1, len(data)):
            app.keys.clear()
            app.pastes.clear()
            line.feed(b"x" + data[:cut])
            line.feed(data[cut:] + b"y")
            await viewer.until(b"key y 2.", after=len(viewer.seen))
            assert app.pastes == ["one\ntwo\nthree"]
            assert app.keys == ["x", "y"]


async def test_a_paste_is_capped_and_its_controls_are_dropped() -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        viewer.type(b"\x1b[200~\x1b[31m\x07" + b"a" * 1_000_000 + b"\x1b[201~.")
        await viewer.until(b"key full_stop 1.")
        (pasted,) = porch(hub.visits[0]).pastes
        assert len(pasted) == 16 * 1024 + MORE
        assert pasted.startswith("[31maaa")


def test_a_paste_that_is_too_long_is_still_too_long_when_its_lines_are_counted_once() -> None:
    for text in ("\r\n" * 20_000, "a" * 16_385, "é" * 8_193):
        typed = Typed()
        (paste,) = typed.feed(f"\x1b[200~{text}\x1b[201~")
        assert isinstance(paste, events.Paste)
        assert 16 * 1024 < len(paste.text.encode()) <= 16 * 1024 + MORE
    (paste,) = Typed().feed("\x1b[200~" + "a" * 16_384 + "\x1b[201~")
    assert isinstance(paste, events.Paste)
    assert len(paste.text) == 16_384


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1b1", ["alt+1"]),
        ("a\x1b0b", ["a", "alt+0", "b"]),
        ("one\x1b\rtwo", ["o", "n", "e", "alt+enter", "t", "w", "o"]),
        ("\x1b\x1b1", ["escape", "alt+1"]),
        ("¡", ["inverted_exclamation_mark"]),
    ],
)
def test_escape_and_a_character_is_alt_and_that_character(sent: str, keys: list[str]) -> None:
    typed = Typed()
    found = typed.feed(sent) + typed.tick()
    assert [event.key for event in found if isinstance(event, events.Key)] == keys


async def test_a_flood_of_keys_waits_in_the_client_and_not_in_the_hub() -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        viewer.type(b"a" * 200_000)
        await viewer.until(b"key a 2")
        assert len(driver(hub.visits[0])._backlog) <= 2 * 65536
        assert driver(hub.visits[0])._gated
        viewer.abort()


async def test_a_terminal_size_is_clamped_and_the_newest_one_counts() -> None:
    async with wired(Porch) as hub, hub.viewer(size=(100_000, 1)) as viewer:
        await viewer.until(b"size 500x5.")
        for columns in range(21, 120):
            viewer.process.change_terminal_size(columns, 30)
        viewer.process.change_terminal_size(4_000_000_000, 4_000_000_000)
        await viewer.until(b"size 500x200.")
        assert len(porch(hub.visits[0]).sizes) <= 4


async def test_what_the_app_writes_in_one_turn_is_one_write() -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        sent: list[bytes] = []
        wire = hub.visits[0].wire
        assert wire is not None
        send = wire.send

        def send_noted(data: bytes, *, to_stderr: bool = False) -> None:
            sent.append(data)
            send(data, to_stderr=to_stderr)

        wire.send = send_noted  # type: ignore[method-assign]
        for word in ("one ", "two ", "three."):
            driver(hub.visits[0]).write(word)
        await viewer.until(b"three.")
        assert sent == [b"one two three."]


@pytest.mark.parametrize(
    "attack",
    [
        "\x1b]52;c;aGFjaw==\x07",
        "\x1b]0;title\x1b\\",
        "\x1b]8;;file:///etc/hosts\x1b\\",
        "\x1bP+q\x1b\\",
        "\x1b[6n",
        "\x1b[?1000h",
        "\x1b[21t",
        "\x1bc",
        "\x9b31m\x85\x90",
        "\x00\x07\x08\x0e\r\x7f",
        "\u202e\u2066\u200f",
        "\ud800",
        "\x1b[" + "1;" * 100 + "m",
    ],
)
def test_nothing_but_drawing_reaches_the_terminal(attack: str) -> None:
    out = escapes.only_drawing(f"a{attack}b\x1b[1;31mc\x1b[0m\x1b[2;3Hd")
    assert out.startswith("a")
    assert out.endswith("b\x1b[1;31mc\x1b[0m\x1b[2;3Hd")
    allowed = {"\x1b[1;31m", "\x1b[0m", "\x1b[2;3H"}
    assert set(re.findall("\x1b(?:\\[[0-9;]*.)?", out)) <= allowed
    assert not re.search("[\x00-\x1a\x1c-\x1f\x7f-\x9f]", out)


async def test_hostile_text_on_a_widget_is_only_ever_text() -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        app = porch(hub.visits[0])
        app.call_later(
            lambda: app.query_one("#line", Static).update(Content("\x1b]52;c;AA\x07 \x9b31m\x1b[?1000l end."))
        )
        seen = await viewer.until(b"end.")
        drawn = seen[len(escapes.ENTER + escapes.KITTY + escapes.MOUSE) :]
        assert b"\x1b]" not in drawn
        assert b"\x07" not in drawn
        assert b"\x1b[?" not in drawn


async def test_a_viewer_who_does_not_read_costs_little_and_is_drawn_afresh_when_they_do() -> None:
    async with wired(Porch) as hub, hub.viewer(size=(200, 50)) as viewer:
        await started(viewer)
        visit = hub.visits[0]
        viewer.process.stdout.channel.pause_reading()
        app, line = porch(visit), driver(visit)
        assert visit.wire is not None
        most = 0
        for _ in range(200_000):
            line.write("x" * 4000)
            line._flush()
            most = max(most, visit.wire.unsent)
            if line._lagging:
                break
            await asyncio.sleep(0)
        assert line._lagging
        app.call_later(app.say, "the newest state.")
        for _ in range(100):
            line.write("y" * 4000)
            await asyncio.sleep(0)
        assert most <= DROP_ABOVE + 8192
        viewer.process.stdout.channel.resume_reading()
        seen = await viewer.until(b"the newest state.")
        assert b"yyyy" not in seen


async def test_an_idle_app_has_no_timer_of_ours_and_no_thread() -> None:
    # Other tests of the same run may have threads of their own.
    before = set(threading.enumerate())
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        viewer.type(b"a")
        await viewer.until(b"key a 1.")
        line = driver(hub.visits[0])
        assert line._escape_handle is None
        assert line._pump_handle is None
        assert line._lag_handle is None
        # asyncssh reads its options in the loop's own pool.
        assert {thread.name.partition("_")[0] for thread in set(threading.enumerate()) - before} <= {
            "asyncio"
        }


async def test_the_clipboard_is_written_on_request_only_and_cannot_be_broken_out_of() -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        porch(hub.visits[0]).copy_to_clipboard("tea\x07\x1b]0;x\x07")
        await viewer.until(b"\x1b]52;c;dGVhBxtdMDt4Bw==\x07")


async def test_nothing_is_opened_saved_or_suspended_on_the_server(tmp_path: Any) -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        app, line = porch(hub.visits[0]), driver(hub.visits[0])
        content = io.StringIO("words")
        app.open_url("http://example.org")
        line.deliver_binary(content, delivery_key="k", save_path=tmp_path / "words.txt")
        assert content.closed
        assert not list(tmp_path.iterdir())
        assert not line.can_suspend


async def test_two_apps_keep_to_themselves_and_leave_the_process_its_stdout(
    caplog: pytest.LogCaptureFixture,
) -> None:
    out, err = sys.stdout, sys.stderr
    async with wired(Porch) as hub, hub.viewer() as ada, hub.viewer(size=(40, 20)) as theo:
        await started(ada)
        await started(theo)
        assert (sys.stdout, sys.stderr) == (out, err)
        ada.type(b"k")
        await ada.rest()
        first, second = porch(hub.visits[0]), porch(hub.visits[1])
        assert first.crash_code
        assert not second.crash_code
        assert first.crash_code in first.crash_notice
        assert first.crash_code in caplog.text
        assert "KeyError" in caplog.text
        assert "secret" not in caplog.text
        assert (sys.stdout, sys.stderr) == (out, err)
        theo.type(b"b")
        await theo.until(b"key b 1.")
        assert second.size == (40, 20)
        theo.type(b"q")
        await theo.rest()
    assert (sys.stdout, sys.stderr) == (out, err)


async def test_no_context_variable_is_left_behind() -> None:
    async with wired(Porch) as hub, hub.viewer() as viewer:
        await started(viewer)
        viewer.type(b"aq")
        await viewer.rest()
        visit = hub.visits[0]
        assert visit.task is not None
        await visit.task
    for variable in (active_app, active_message_pump, prevent_message_types_stack):
        assert variable.get(None) is None
