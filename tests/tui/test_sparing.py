"""What of Textual is replaced to spare work still is what is replaced, and nothing that is seen changes by it."""

from __future__ import annotations

import gc
import inspect
import re

import pytest
from rich.segment import Segment
from rich.style import Style
from textual import strip as strips
from textual._styles_cache import StylesCache
from textual.app import App
from textual.color import Color
from textual.filter import ANSIToTruecolor
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from tests.tui.porch import Porch
from tui.app import PorchlightApp
from tui.features import FEATURES
from tui.lean import NoCache
from tui.theme import PALETTES
from tui.widgets.floating import Picker
from tui.widgets.frame import FrameScreen
from tui.widgets.lined import Lined
from tui.widgets.rail import Rail


async def test_the_screen_below_a_dialog_is_not_laid_out_again_when_the_dialog_closes(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with porch.visit("ada") as visit:
        before = visit.text
        await visit.press("ctrl+k")
        await visit.until(lambda: isinstance(visit.app.screen, Picker))
        layouts: list[str] = []
        laid_out = FrameScreen._refresh_layout

        def counted(screen: FrameScreen, *args: object, **kwargs: object) -> None:
            layouts.append(type(screen).__name__)
            laid_out(screen, *args, **kwargs)  # type: ignore[arg-type]

        monkeypatch.setattr(FrameScreen, "_refresh_layout", counted)
        await visit.press("escape")
        await visit.until(lambda: not isinstance(visit.app.screen, Picker))
        await visit.pilot.pause(0.05)
        assert layouts == []
        assert visit.text == before
        await visit.press("ctrl+k")
        await visit.until(lambda: isinstance(visit.app.screen, Picker))
        assert visit.app.focused is not None, "a dialog that is opened again has its line to type in"


def test_textual_still_prunes_as_it_did() -> None:
    assert list(inspect.signature(App._prune).parameters) == ["self", "nodes", "parent"]
    source = inspect.getsource(App._prune)
    assert "parent.refresh(layout=True)" in source
    assert "screen.focused in pruning_nodes" in source


def test_textual_still_looks_for_a_tooltip_in_one_place_and_we_have_none() -> None:
    assert "get_child_by_type(Tooltip)" in inspect.getsource(Screen._clear_tooltip)
    assert "_disable_tooltips" in inspect.getsource(PorchlightApp.__init__)


def test_a_strip_keeps_nothing_that_was_made_of_it() -> None:
    one = Strip([Segment("warm tea", Style(bold=True)), Segment(" and a walk")])
    caches = [name for name in Strip.__slots__ if isinstance(getattr(one, name), NoCache)]
    assert len(caches) == 7 == inspect.getsource(Strip.__init__).count("FIFOCache(")
    held = set(map(id, gc.get_referents(one)))
    for made in (
        one.crop(0, one.cell_length),
        one.crop(2, 5),
        one.crop_extend(0, 30, None),
        *one.divide([4, 12]),
    ):
        assert made.text
        assert id(made) not in held
    assert one.adjust_cell_length(30).cell_length == 30
    assert one.apply_style(Style(italic=True)).text == one.text
    # Whatever else Textual asks of such a cache would be found here.
    used = set(re.findall(r"self\._\w+_cache(\.\w+|\[)", inspect.getsource(strips)))
    assert used <= {".get", "["}


@pytest.mark.parametrize("name", [name for name, palette in PALETTES.items() if not palette.terminal])
async def test_no_palette_of_true_colours_needs_textuals_filter(porch: Porch, name: str) -> None:
    """It is left out: what it would do to every strip of every screen is nothing."""
    async with porch.visit("ada") as visit:
        visit.app.wear(name)
        await visit.pilot.pause()
        would = ANSIToTruecolor(visit.app.ansi_theme)
        for keys in (("1",), ("2", "0", "2"), ("ctrl+k",)):
            await visit.press(*keys)
            with visit.app._context():
                for strip in visit.app.screen._compositor.render_strips():
                    assert would.apply(list(strip), Color(0, 0, 0)) == [
                        type(each)(each.text, each.style) for each in strip
                    ]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20)], ids=str)
async def test_whole_lines_are_what_textual_would_make_of_them(porch: Porch, size: tuple[int, int]) -> None:
    compared: set[str] = set()
    async with porch.visit("ada", size) as visit:
        for feature in FEATURES:
            await visit.press(f"alt+{feature.key}")
            await visit.until(lambda: visit.app.current_mode == feature.name)  # noqa: B023 - called at once
            await visit.pilot.pause()
            for widget in visit.app.screen.walk_children(Lined):
                if not widget.size:
                    continue
                everything = Region(0, 0, *widget.region.size)
                ours = [list(each) for each in widget.render_lines(everything)]
                widget._styles_cache, kept = StylesCache(), widget._styles_cache
                theirs = [list(each.simplify()) for each in widget.render_lines(everything)]
                widget._styles_cache = kept
                assert [list(Strip(each).simplify()) for each in ours] == theirs, type(widget).__name__
                compared.add(type(widget).__name__)
    assert {"Head", "Foot", "RoomTitle"} <= compared


def test_textual_still_renders_lines_from_one_place() -> None:
    source = inspect.getsource(StylesCache.render_widget)
    assert "strips = self.render(" in source
    given = "styles, size, base_background, background, render_content_line, filters, border_title, border_subtitle"
    taken = list(inspect.signature(StylesCache.render).parameters)
    assert taken[1:9] == given.split(", ")
    assert {"content_size", "crop", "opacity"} <= set(taken[9:])
    for name in ("_cache", "_dirty_lines", "_width"):
        assert hasattr(StylesCache(), name)


async def test_a_line_that_did_not_change_is_made_once(porch: Porch) -> None:
    async with porch.visit("ada", (120, 40)) as visit:
        rail = visit.app.screen.query_one(Rail)
        made: list[int] = []
        real = rail.render_line

        def render_line(y: int) -> Strip:
            made.append(y)
            return real(y)

        rail.render_line = render_line  # type: ignore[method-assign]
        everything = Region(0, 0, *rail.size)
        first = rail.render_lines(everything)
        made.clear()
        assert rail.render_lines(everything) == first
        assert made == []
        rail.refresh(Region(0, 3, rail.size.width, 1))
        await visit.pilot.pause()
        assert made == [3]


async def test_the_same_bindings_come_first_as_in_textuals_own_way(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with porch.visit("ada") as visit:
        app = visit.app
        asked: list[tuple[str, str]] = []

        async def run(action: object, namespace: object = None) -> bool:
            asked.append((str(action), type(namespace).__name__))
            return False

        first = 0
        for mode in ("today", "chat", "forum", "settings"):
            await app.go_to(mode)
            await visit.pilot.pause()
            for dialog in (False, True):
                if dialog:
                    await visit.press("ctrl+k")
                    await visit.until(lambda: isinstance(visit.app.screen, Picker))
                for widget in (None, *app.screen.focus_chain):
                    app.screen.set_focus(widget)
                    await visit.pilot.pause()
                    chain = app.screen._binding_chain
                    keys = {key for _, bindings in chain for key in bindings.key_to_bindings}
                    with monkeypatch.context() as patch:
                        patch.setattr(app, "run_action", run)
                        for key in sorted(keys | set("aé?1") | {"enter", "escape", "f5"}):
                            await app._check_bindings(key, priority=True)
                            ours = asked[:]
                            asked.clear()
                            await App._check_bindings(app, key, priority=True)
                            assert ours == asked, key
                            first += len(asked)
                            asked.clear()
                if dialog:
                    await visit.press("escape")
                    await visit.until(lambda: not isinstance(visit.app.screen, Picker))
        assert first
        chains: list[str] = []

        def chain_of(screen: Screen[object]) -> list[object]:
            chains.append(type(screen).__name__)
            return []

        with monkeypatch.context() as patch:
            patch.setattr(Screen, "_binding_chain", property(chain_of))
            assert not await app._check_bindings("a", priority=True)
            assert not await app._check_bindings("enter", priority=True)
        assert chains == [], "a key that nothing comes first for has no bindings copied"
