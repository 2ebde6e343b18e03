"""Two people talk, each with the system's ssh: what one does to a message or a room, the other sees."""

from __future__ import annotations

import re

from .gathering import Gathering, choose, copied, unheard
from .terminal import Terminal
from .walking import open_room, say


def _say_and_see(one: Terminal, other: Terminal, words: str) -> None:
    say(one, words)
    one.wait(rf"(?m)^  {re.escape(words)}")
    other.wait(re.escape(words))


def test_a_changed_line_says_so_and_keeps_what_it_said(gathering: Gathering, size: tuple[int, int]) -> None:
    # Ada mistypes and changes it; theo sees the new words, that they were changed, and with v what they were.
    with gathering.come("ada") as ada, gathering.come("theo", size) as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        mistyped, right = unheard("teh kettle is on"), unheard("the kettle is on")
        _say_and_see(ada, theo, mistyped)
        choose(ada, mistyped)
        ada.type("e")
        ada.wait("changing what you said")
        ada.keys("C-u")
        ada.type(f"{right}\r")
        for window in (ada, theo):
            window.wait(rf"{right} +\(edited\)")
            window.gone(mistyped)
        choose(theo, right)
        theo.type("v")
        theo.wait(f"What it said before(.|\n)*{mistyped}(.|\n)*{right}")
        theo.keys("Esc")
        theo.gone("What it said before")


def test_what_is_taken_back_is_gone_from_the_screens_the_search_and_the_store(
    gathering: Gathering, size: tuple[int, int]
) -> None:
    # Ada says more than she wanted. She takes it back: a mark stays, the words are nowhere any more.
    secret = f"quincunx{size[0]}"
    with gathering.come("ada") as ada, gathering.come("theo", size) as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        _say_and_see(ada, theo, f"I live at {secret}")
        assert len(gathering.told("theo", "search", secret)) == 1
        choose(ada, secret)
        ada.type("d")
        ada.wait("Take it back")
        ada.keys("Down", "Enter")
        for window in (ada, theo):
            window.gone(secret)
            window.wait("deleted")
        assert gathering.told("theo", "search", secret) == []
        left = gathering.last("theo", "kitchen")
        assert (left["deleted"], left["text"]) == (True, "")
    for file in (gathering.hub.home / "data").rglob("*"):
        assert not file.is_file() or secret.encode() not in file.read_bytes(), file


def test_kind_signs_go_both_ways_and_can_be_taken_back(gathering: Gathering, size: tuple[int, int]) -> None:
    # Theo gives a sign of the hub's, ada gives the same back and an emoji by its name; then theo takes his back.
    with gathering.come("ada") as ada, gathering.come("theo", size) as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        words = unheard("my first week is over")
        _say_and_see(ada, theo, words)
        choose(theo, words)
        theo.type("+")
        theo.wait("A kind sign")
        theo.type("1")
        theo.wait(r"▌ \[I hear you 1\]")
        ada.wait("I hear you 1")
        say(ada, "/react I hear you")
        ada.wait(r"\[I hear you 2\]")
        theo.wait(r"\[I hear you 2\]")
        choose(ada, words)
        ada.type("+")
        ada.wait("A kind sign")
        ada.type("sunflower")
        ada.wait("▌ .*sunflower")
        ada.keys("Enter")
        theo.wait("🌻 *1")
        theo.type("+")
        theo.wait("A kind sign")
        theo.type("1")
        ada.wait(r"\[I hear you 1\]")
        theo.wait("I hear you 1(?!])")
        given = {each["kind"]: each["count"] for each in gathering.last("theo", "kitchen")["reactions"]}
        assert given == {"I hear you": 1, "🌻": 1}


def test_somebody_who_is_named_is_told_wherever_they_are(gathering: Gathering, size: tuple[int, int]) -> None:
    # Ada names uma, whom Tab spells out. Uma looks at Today: Chat lights up, and m leads her to the line.
    words = unheard("look at the sky")
    with gathering.come("ada") as ada, gathering.come("uma", size) as uma:
        open_room(ada, "kitchen")
        uma.wait("Today")
        ada.type("@um")
        ada.wait("▌ @uma")
        ada.keys("Tab")
        ada.wait("› @uma")
        ada.type(f"{words}\r")
        ada.wait(f"(?m)^  @uma {words}")
        uma.wait("C(hat )?@")
        uma.type("m")
        uma.wait(f"Where you are named(.|\n)*ada +# kitchen(.|\n)*{words}")
        uma.keys("Enter")
        uma.wait(f"▌ @uma {words}")
        assert gathering.told("uma", "mentions")[0]["text"] == f"@uma {words}"
        assert gathering.last("uma", "kitchen")["names_me"] is True
        assert gathering.last("theo", "kitchen")["names_me"] is False


def test_rooms_and_emoji_are_spelled_out_too(gathering: Gathering) -> None:
    with gathering.come("ada") as ada, gathering.come("theo") as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        ada.type("beans in #gar")
        ada.wait("▌ # garden")
        ada.keys("Tab")
        ada.wait("› beans in #garden")
        ada.type(":seedl")
        ada.wait("▌ .*seedling")
        ada.keys("Tab")
        ada.wait("› beans in #garden 🌱")
        last = unheard("soon")
        ada.type(f"{last}\r")
        theo.wait(f"beans in #garden 🌱 *{last}")


def test_those_who_lead_pin_and_all_find_it(gathering: Gathering, size: tuple[int, int]) -> None:
    # Ada may not pin in the kitchen; max leads the porch and may. Ada finds it with P, and Enter takes her there.
    words = unheard("a new door code")
    with gathering.come("ada") as ada, gathering.come("max", size) as lead:
        open_room(ada, "kitchen")
        open_room(lead, "kitchen")
        _say_and_see(ada, lead, words)
        said = gathering.last("ada", "kitchen")["seq"]
        choose(ada, words)
        ada.type("p")
        choose(lead, words)
        lead.type("p")
        ada.wait(rf"▌ {words} +\(pinned\)")
        later = unheard("and one more")
        gathering.person("theo").command("post", "kitchen", f"'{later}'")
        ada.wait(later)
        ada.type("P")
        ada.wait("Pinned in kitchen(.|\n)*a new door code")
        ada.keys("Enter")
        ada.gone("Pinned in kitchen")
        ada.wait(f"▌ {words}")
        assert said in {each["seq"] for each in gathering.told("ada", "pin", "kitchen")}
        lead.type("p")
        ada.gone(r"\(pinned\)")


def test_an_answer_leads_to_what_it_answers_at_any_depth_and_back(
    gathering: Gathering, size: tuple[int, int]
) -> None:
    # Ada goes to the tenth line that was ever said in the kitchen, by its place, and answers it. Theo sees what she
    # answers, goes there with g, and comes back with b.
    answer = unheard("I still think so")
    old = gathering.told("ada", "read", "kitchen", "--before", "11", "--limit", "1")[0]
    assert old["seq"] == 10
    begin = re.escape(old["text"].split("\n")[0][:20])
    with gathering.come("ada") as ada, gathering.come("theo", size) as theo:
        open_room(theo, "kitchen")
        ada.keys("C-k")
        ada.wait("Jump to")
        ada.type("kitchen#10")
        ada.wait("▌ kitchen#10")
        ada.keys("Enter")
        ada.wait(f"▌ {begin}")
        ada.type("r")
        ada.wait(f"↳ {old['author']}")
        say(ada, answer)
        theo.wait(answer)
        theo.wait(f"↳ {old['author']}")
        choose(theo, answer)
        theo.type("g")
        theo.wait(f"▌ {begin}")
        theo.type("b")
        theo.wait(f"▌ {answer}")


def test_a_place_is_copied_only_on_the_key_and_leads_there_from_anywhere(
    gathering: Gathering, size: tuple[int, int]
) -> None:
    # Ada copies where a line is, and its words. Theo types the place into Ctrl+K, on Today, and stands there; for sam,
    # who is not in the kitchen, the place is not there.
    words = unheard("meet here at eight")
    with gathering.come("ada") as ada, gathering.come("theo", size) as theo:
        open_room(ada, "kitchen")
        say(ada, words)
        ada.wait(f"(?m)^  {words}")
        place = f"kitchen#{gathering.last('ada', 'kitchen')['seq']}"
        for number in range(3):
            gathering.person("uma").command("post", "kitchen", f"'on we go {number}'")
        ada.wait("on we go 2")
        assert copied(ada) == []
        ada.keys("Up")
        ada.wait("▌ on we go 2")
        ada.wait("r reply")
        ada.keys("Up", "Up", "Up")
        ada.wait(f"▌ {words}")
        ada.type("Y")
        ada.wait(f"Copied: {place}")
        ada.type("y")
        ada.wait_until(lambda: copied(ada) == [place, words], what="both on the clipboard")
        theo.keys("C-k")
        theo.wait("Jump to")
        theo.type(place)
        theo.wait(f"▌ {place}")
        theo.keys("Enter")
        theo.wait(f"▌ {words}")
        assert copied(theo) == []
    with gathering.come("sam", size) as sam:
        sam.keys("C-k")
        sam.wait("Jump to")
        sam.type(place)
        sam.wait("Nothing here by that name")


def test_markup_is_drawn_and_addresses_stay_whole(gathering: Gathering) -> None:
    # Bold words are bold, and an address is a link that says where it leads.
    address = "https://example.org/a/walk?by=night"
    with gathering.come("ada") as ada, gathering.come("theo") as theo:
        open_room(theo, "kitchen")
        open_room(ada, "kitchen")
        end = unheard("end")
        say(ada, f"**brave** words at {address} {end}")
        theo.wait(f"brave words at {re.escape(address)} {end}")
        row = next(n for n, line in enumerate(theo.text.split("\n")) if address in line)
        cells = theo.screen.buffer[row]
        assert "".join(cells[at].data for at in range(2, 7)) == "brave"
        assert all(cells[at].bold for at in range(2, 7))
        assert not cells[9].bold
        assert re.search(rb"\x1b\]8;[^;]*;" + re.escape(address.encode()), theo.raw)
