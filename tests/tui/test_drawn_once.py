"""A screen is drawn once when it comes, only what is seen of it is made, and by looking nobody can tell."""

from __future__ import annotations

import inspect

import pytest
from textual._compositor import Compositor
from textual.app import App
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tests.tui.porch import Porch, Visit
from tui.chat.body import ChatBody
from tui.chat.log import ChatLog
from tui.chat.screen import ChatScreen
from tui.features import FEATURES
from tui.sparing import SparingCompositor, SparingScreen
from tui.theme import PALETTES
from tui.widgets.floating import Picker
from tui.widgets.foot import Foot
from tui.widgets.head import Head
from tui.widgets.toast import Toast


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What goes to the terminal from now on: "all" of a screen, or "some" of it."""
    seen: list[str] = []
    whole, part = SparingCompositor.render_full_update, SparingCompositor.render_partial_update

    def render_full_update(compositor: SparingCompositor, simplify: bool = False) -> object:
        seen.append("all")
        return whole(compositor, simplify)

    def render_partial_update(compositor: SparingCompositor) -> object:
        update = part(compositor)
        if update is not None:
            seen.append("some")
        return update

    monkeypatch.setattr(SparingCompositor, "render_full_update", render_full_update)
    monkeypatch.setattr(SparingCompositor, "render_partial_update", render_partial_update)
    return seen


async def settled(visit: Visit) -> None:
    """Let the frame pass that Textual waits for before it draws, and the one after."""
    await visit.pilot.pause(0.1)


def as_textual_would(screen: Screen[object]) -> list[str]:
    """Every line of a screen with its styles, as Textual's own compositor puts it together."""
    compositor = screen._compositor
    chops = Compositor._render_chops(compositor, compositor.size.region, lambda y: True)
    return [repr(list(Strip.join(line.values()).simplify())) for line in chops]


def as_we_do(screen: Screen[object]) -> list[str]:
    """The same from ours."""
    return [repr(list(line.simplify())) for line in screen._compositor.render_strips()]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20)], ids=str)
async def test_what_is_seen_is_what_textual_would_draw(porch: Porch, size: tuple[int, int]) -> None:
    compared: set[str] = set()
    async with porch.visit("ada", size) as visit:

        def compare(what: str) -> None:
            with visit.app._context():
                screen = visit.app.screen
                assert isinstance(screen._compositor, SparingCompositor)
                assert as_we_do(screen) == as_textual_would(screen), what
            compared.add(what)

        for feature in FEATURES:
            await visit.press(f"alt+{feature.key}")
            await visit.until(lambda: visit.app.current_mode == feature.name)  # noqa: B023 - called at once
            await settled(visit)
            compare(feature.name)
        visit.app.toast("Kept. Take all the time you need with the rest of it, nobody is waiting for you.")
        await visit.until(lambda: any(toast.display for toast in visit.app.screen.query(Toast)))
        await settled(visit)
        compare("a toast over the screen")
        await visit.press("ctrl+k")
        await visit.until(lambda: isinstance(visit.app.screen, Picker))
        await settled(visit)
        compare("a dialog over both")
    assert len(compared) == len(FEATURES) + 2


async def test_somebody_who_comes_in_is_drawn_one_screen(porch: Porch, drawn: list[str]) -> None:
    async with porch.visit("ada") as visit:
        await visit.shows("Good evening")
        await settled(visit)
        assert drawn == ["all"]


async def test_a_room_that_is_opened_is_drawn_once(porch: Porch, drawn: list[str]) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("alt+2")
        await visit.shows("writing to")
        await visit.press("ctrl+k")
        await visit.until(lambda: isinstance(visit.app.screen, Picker))
        await visit.press(*"night-shift")
        await settled(visit)
        drawn.clear()
        await visit.press("enter")
        await visit.shows("writing to night-shift")
        await settled(visit)
        assert drawn == ["all"]
        assert "Still awake, anybody?" in visit.text


async def test_a_screen_one_goes_back_to_is_drawn_once(porch: Porch, drawn: list[str]) -> None:
    async with porch.visit("ada") as visit:
        for key in "231":
            await visit.press(f"alt+{key}")
            await settled(visit)
        for key in "2312":
            drawn.clear()
            await visit.press(f"alt+{key}")
            await settled(visit)
            assert drawn == ["all"], key


async def test_what_lies_below_others_is_not_asked_for_its_lines(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("alt+2")
        await visit.shows("writing to")
        asked: list[type[Widget]] = []
        render_lines = Widget.render_lines

        def counted(widget: Widget, crop: object) -> list[Strip]:
            asked.append(type(widget))
            return render_lines(widget, crop)  # type: ignore[arg-type]

        monkeypatch.setattr(Widget, "render_lines", counted)
        assert "writing to" in visit.text
        assert Head in asked
        assert not {ChatScreen, ChatBody} & set(asked)


async def test_what_lies_below_shows_where_a_widget_has_fewer_lines_than_its_place(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with porch.visit("ada") as visit:
        await visit.press("alt+2")
        await visit.shows("writing to")
        log = visit.app.screen.query_one(ChatLog)
        render_lines = log.render_lines
        monkeypatch.setattr(log, "render_lines", lambda crop: render_lines(crop)[:2])
        assert len(visit.lines()) == 40
        assert "writing to" in visit.text


async def test_a_widget_that_asks_while_all_is_drawn_is_drawn_again(
    porch: Porch, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with porch.visit("ada") as visit:
        await settled(visit)
        head, foot = visit.app.screen.query_one(Head), visit.app.screen.query_one(Foot)
        render_line = head.render_line

        def asking(y: int) -> Strip:
            if not drawn[1:]:
                foot.refresh()
            return render_line(y)

        monkeypatch.setattr(head, "render_line", asking)
        drawn.clear()
        visit.app.screen.refresh()
        head.refresh()
        await settled(visit)
        assert drawn == ["all", "some"]


async def test_what_was_kept_back_is_drawn_when_the_app_goes_on(porch: Porch, drawn: list[str]) -> None:
    async with porch.visit("ada") as visit:
        await settled(visit)
        drawn.clear()
        with visit.app.batch_update():
            visit.app.screen._refresh_layout()
            await settled(visit)
            assert drawn == []
        await settled(visit)
        assert drawn == ["all"]


async def test_screens_that_were_hidden_wear_the_new_colours_when_one_comes_back(porch: Porch) -> None:
    """They are not styled again each time they are shown; only when the theme has changed meanwhile."""
    async with porch.visit("ada") as visit:
        for feature in FEATURES:
            await visit.press(f"alt+{feature.key}")
            await settled(visit)
        paper = PALETTES["paper"]
        visit.app.wear(paper.name)
        for feature in FEATURES:
            await visit.press(f"alt+{feature.key}")
            await visit.until(lambda: visit.app.current_mode == feature.name)  # noqa: B023 - called at once
            await settled(visit)
            screen = visit.app.screen
            assert isinstance(screen, SparingScreen)
            for widget in screen.walk_children(with_self=True):
                ground = widget.styles.background
                assert not ground.a or ground.hex.lower() in {paper.ground.lower(), paper.raised.lower()}, (
                    widget
                )


def test_textual_still_draws_as_it_did() -> None:
    refresh = inspect.getsource(Screen._compositor_refresh)
    assert "self._compositor.render_update(" in refresh
    assert "self._dirty_widgets.clear()" in refresh
    assert "if self._batch_count:\n                return" in inspect.getsource(App._display)
    assert "widget._exchange_repaint_regions()" in inspect.getsource(Compositor.update_widgets)
    assert "if event.refresh_styles:" in inspect.getsource(Screen._on_screen_resume)
    assert "screen.post_message(messages.Update(self))" in inspect.getsource(Widget._check_refresh)
    assert "self.delay_update()" in inspect.getsource(App.switch_mode)
    assert inspect.getsource(App.switch_mode).count("_css_update_count") == 2
    chops = inspect.getsource(Compositor._render_chops)
    assert "if get_chops_line(cut) is None:" in chops
    assert list(inspect.signature(Compositor._render_chops).parameters) == [
        "self",
        "crop",
        "is_rendered_line",
    ]
