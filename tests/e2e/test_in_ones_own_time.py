"""People keep their own time and find new company, each with the system's ssh: marks, counts, quiet hours, circles."""

from __future__ import annotations

import re

from .gathering import DESK, PHONE, Gathering, choose, copied, do, leave_input, step_to, unheard
from .terminal import Terminal
from .walking import open_room, say


def test_a_room_is_taken_for_unread_from_far_back_and_found_again_among_the_recent(
    gathering: Gathering, size: tuple[int, int]
) -> None:
    # Theo has read everything. He goes far back in the kitchen and takes it for unread from there: more than a hundred
    # lines, which count as 99+ on every screen and in the commands. Later he finds the room among those he was in, and
    # stands where he had left off.
    gathering.told("theo", "caught-up")
    newest = gathering.last("theo", "kitchen")["seq"]
    (line,) = gathering.told("theo", "read", "kitchen", "--before", str(newest - 150), "--limit", "1")
    begin = re.escape(line["text"].split("\n")[0][:20])
    with gathering.come("theo", size) as theo:
        open_room(theo, "kitchen")
        theo.keys("C-k")
        theo.wait("Jump to")
        theo.type(f"kitchen#{line['seq']}")
        theo.wait("▌ kitchen#")
        theo.keys("Enter")
        theo.wait(f"▌ {begin}")
        theo.type("U")
        theo.wait("It stays unread")
        theo.wait("─ unread from here ─")
        assert [each["unread"] for each in gathering.told("theo", "unread")] == [newest - line["seq"] + 1]
        assert re.fullmatch(r"kitchen +99\+\n", gathering.person("theo").command("unread").stdout)
        open_room(theo, "garden")
        leave_input(theo)
        theo.wait("Chat ● 99\\+" if size == DESK else "2C●")
        theo.type("o")
        theo.wait(r"Where you last were(.|\n)*# garden(.|\n)*# kitchen .*99\+")
        step_to(theo, "# kitchen")
        theo.keys("Enter")
        theo.wait(rf"─ new since .*(.|\n)*{begin}")
        leave_input(theo)
        theo.type("R")
        theo.wait("This room counts as read")
    assert gathering.told("theo", "unread") == []


def _hours_around(terminal: Terminal) -> str:
    """Quiet hours from an hour ago to an hour from now, by the clock at the top of somebody's screen."""
    hour, minute = map(int, terminal.wait(r"(\d\d):(\d\d)").groups())
    return f"{(hour - 1) % 24:02}:{minute:02}-{(hour + 1) % 24:02}:{minute:02}"


def _set_quiet(terminal: Terminal, hours: str) -> None:
    terminal.keys("C-k")
    terminal.wait("Jump to")
    terminal.type("quiet")
    terminal.wait("▌ Quiet hours")
    terminal.keys("Enter")
    terminal.gone("Jump to")
    terminal.wait("▌ Quiet hours")
    terminal.keys("Enter")
    terminal.wait("When shall the bell keep silent")
    terminal.keys("C-e", "C-u")
    terminal.type(f"{hours}\r")
    terminal.wait(rf"▌ Quiet hours +{hours or 'none'}")


def test_the_bell_keeps_silent_in_quiet_hours(gathering: Gathering) -> None:
    # Uma wants the bell at every line. In her quiet hours it does not ring, whoever names her; after them it does, for
    # an ordinary line too. What came meanwhile lit up all the same.
    gathering.told("uma", "caught-up")
    ada = gathering.person("ada")
    with gathering.come("uma") as uma:
        uma.keys("C-k")
        uma.wait("Jump to")
        uma.type("bell")
        uma.wait("▌ Bell")
        uma.keys("Enter")
        uma.gone("Jump to")
        uma.wait("▌ Bell")
        uma.keys("Enter")
        uma.wait("At every new line")
        step_to(uma, "At every new line")
        uma.keys("Enter")
        uma.wait("Bell +At every new line")
        _set_quiet(uma, _hours_around(uma))
        assert ada.command("post", "kitchen", "'@uma, are you up?'").returncode == 0
        uma.wait("Chat @ 1")
        assert b"\a" not in uma.raw
        _set_quiet(uma, "")
        assert ada.command("post", "kitchen", "'never mind'").returncode == 0
        uma.wait_until(lambda: b"\a" in uma.raw, what="the bell")
        uma.wait("Chat @ 2")
        assert uma.raw.count(b"\a") == 1


def test_somebody_asks_to_come_into_a_circle_and_its_lead_says_yes(gathering: Gathering) -> None:
    # Ada sees a circle that one asks to come into. Max, who leads it, is told; until his yes she
    # sees nothing of it.
    words = unheard("left, right, left")
    assert gathering.person("theo").command("post", "veterans", f"'{words}'").returncode == 0
    with gathering.come("ada", PHONE) as ada, gathering.come("max") as lead:
        do(ada, "circles", "Circles")
        ada.wait("a name")
        ada.type("veter")
        ada.wait("▌ Veterans(.|\n)*ask to come in")
        ada.keys("Enter")
        ada.wait("▌ Ask to come in")
        ada.keys("Enter")
        ada.wait("Asked. Those who lead")
        ada.wait("you asked")
        ada.keys("Esc")
        assert gathering.person("ada").command("read", "veterans").returncode == 3
        assert gathering.told("ada", "search", words) == []
        lead.wait("ada asks to come into Veterans")
        do(lead, "they ask", "They ask")
        lead.wait("▌ ada asks to come into Veterans")
        lead.keys("Enter")
        lead.wait("▌ Yes, let them in")
        lead.keys("Enter")
        lead.wait("ada is in Veterans now")
        open_room(ada, "veterans")
        ada.wait(re.escape(words[:12]))
        hello = unheard("permission to sit down")
        say(ada, hello)
        assert gathering.last("max", "veterans")["text"] == hello


def test_quotes_and_lists_are_drawn_and_terminals_without_links_get_none(gathering: Gathering) -> None:
    # Ada pastes a quote, two lists and a link. Theo sees them as such, on a phone too; an old terminal is not sent the
    # sequence for links, and loses none of the words.
    address = "https://example.org/soup"
    end = unheard("that is all")
    vt = gathering.person("uma")
    old = Terminal(vt.ssh(), cols=80, rows=24, env={**vt.environment, "TERM": "vt220"})
    with gathering.come("ada") as ada, gathering.come("theo", PHONE) as theo, old as uma:
        uma.wait("help now")
        for window in (ada, theo, uma):
            open_room(window, "kitchen")
        ada.paste(
            f"> one day at a time\n- a *warm* pan\n- `salt`\n1. peel\n2. **wait**\nas in [this]({address})\n{end}"
        )
        ada.wait("that is all")
        ada.keys("Enter")
        theo.wait(f"▏ one day at a time\n *• a warm pan\n *• salt\n *1[.] peel\n *2[.] wait\n(.|\n)*{end}")
        uma.wait(
            f"[|] one day at a time\n *[*] a warm pan\n *[*] `salt`\n *1[.] peel\n *2[.] wait\n(.|\n)*{end}"
        )
        for window in (ada, theo, uma):
            window.wait(re.escape(address))
        assert b"\x1b]8;" in theo.raw
        assert b"\x1b]8;" not in uma.raw


def test_what_is_typed_with_a_stroke_pins_and_searches_and_stands_in_the_palette(
    gathering: Gathering,
) -> None:
    # Max pins the newest line by typing it, half of it spelled out by Tab, and takes the pin off from the palette; then
    # he looks for words without leaving the input. Nothing of it is said aloud, or reaches his clipboard unasked.
    words = unheard("the spare key is with june")
    with gathering.come("ada") as ada, gathering.come("max") as lead:
        open_room(ada, "kitchen")
        open_room(lead, "kitchen")
        say(ada, words)
        lead.wait(words)
        lead.type("/pi")
        lead.wait("▌ /pin")
        lead.keys("Tab")
        lead.wait("› /pin")
        lead.keys("Enter")
        ada.wait(rf"{words} +\(pinned\)")
        do(lead, "/pin", "Pin a message")
        ada.gone(r"\(pinned\)")
        say(lead, f'/search from:ada "{words}"')
        lead.wait("One place(.|\n)*▌ ada +# kitchen")
        lead.keys("Enter")
        lead.wait(f"▌ {words}")
        assert gathering.last("ada", "kitchen")["text"] == words
        assert copied(lead) == copied(ada) == []
        choose(ada, words)
        ada.type("y")
        ada.wait_until(lambda: copied(ada) == [words], what="the words on the clipboard")
