"""People find their way among rooms, each other and what they missed, each with the system's ssh."""

from __future__ import annotations

import re

from .gathering import PHONE, Gathering, Watching, do, leave_input, step_to, unheard
from .walking import open_room, say


def test_a_topic_is_for_those_who_lead(gathering: Gathering, size: tuple[int, int]) -> None:
    # Ada may not say what the kitchen is about, and what she typed is kept; max may, and all see it at once.
    topic = unheard("Soup on Sunday")
    with gathering.come("ada") as ada, gathering.come("max", size) as lead:
        open_room(ada, "kitchen")
        open_room(lead, "kitchen")
        say(ada, "/topic mine")
        ada.wait("Only a lead of the circle can do that")
        ada.wait("› /topic mine")
        ada.keys("C-u")
        ada.wait("writing to")
        say(lead, f"/topic {topic}")
        lead.wait(topic)
        ada.wait(topic)


def test_what_is_typed_with_a_stroke_is_completed_helped_with_and_done(
    gathering: Gathering, size: tuple[int, int]
) -> None:
    # Theo says what he does, mutes a room, ends that, and asks what else there is; a wrong word is not said aloud.
    does = unheard("waters the fern")
    with gathering.come("ada") as ada, gathering.come("theo", size) as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        say(theo, f"/me {does}")
        ada.wait(f"theo {does}")
        theo.type("/unm")
        theo.wait("▌ /unmute")
        theo.keys("Esc")
        theo.gone("▌ /unmute")
        theo.keys("C-u")
        say(theo, "/mute 2h")
        theo.wait("kitchen is muted for 2h")
        assert gathering.told("theo", "notice", "kitchen")["muted"] is True
        say(theo, "/unmute")
        theo.wait("hear from kitchen again")
        assert gathering.told("theo", "notice", "kitchen")["muted"] is False
        say(theo, "/shrug")
        theo.wait("There is no /shrug")
        theo.keys("C-u")
        say(theo, "/help")
        theo.wait("What can be typed(.|\n)*/me TEXT")
        theo.keys("Esc")
        theo.gone("/me TEXT")
        theo.wait("Enter send|Esc keys")
        last = unheard("//shrug")
        say(theo, last)
        ada.wait(f"(?m)^  //?{last[2:]}")


def test_lines_typed_with_a_stroke_do_things_to_messages(gathering: Gathering, size: tuple[int, int]) -> None:
    # Theo changes, signs, and takes back his last line without leaving the input.
    with gathering.come("ada") as ada, gathering.come("theo", size) as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        say(theo, unheard("tee at five"))
        ada.wait("tee at five")
        right = unheard("tea at five")
        say(theo, f"/edit {right}")
        ada.wait(rf"{right} +\(edited\)")
        say(ada, "/react thank you")
        theo.wait("thank you 1")
        say(theo, "/delete")
        theo.wait("Take it back")
        theo.keys("Down", "Enter")
        ada.gone(right)


def test_a_lead_makes_keeps_and_closes_a_room(gathering: Gathering, size: tuple[int, int]) -> None:
    # Max makes a room in the porch; ada, who is in that circle, has it at once. He writes down what holds there, gives
    # it another name, and closes it; ada is told that it is gone.
    name = f"soup-{size[0]}"
    with gathering.come("ada") as ada, gathering.come("max", size) as lead:
        do(lead, "new room", "New room")
        lead.wait("In which circle")
        lead.type("porch")
        lead.wait("▌ The porch")
        lead.keys("Enter")
        lead.wait("New room in")
        lead.type(f"{name}\r")
        lead.wait("What is it about")
        lead.type("Bring a spoon\r")
        lead.wait(f"# {name}(.|\n)*Bring a spoon(.|\n)*writing to {name}")
        open_room(ada, name)
        ada.wait("Bring a spoon")
        leave_input(lead)
        lead.type("t")
        lead.wait("Change what holds here")
        step_to(lead, "Change what holds")
        lead.keys("Enter")
        lead.wait(f"what holds in {name}")
        lead.type("Blow before you eat.\r")
        lead.wait("Kept")
        leave_input(ada)
        ada.type("t")
        ada.wait("What holds here(.|\n)*Blow before you eat")
        assert "Close it" not in ada.text
        ada.keys("Esc")
        ada.gone("Blow before")
        leave_input(lead)
        lead.type("t")
        lead.wait("Give it another name|more below")
        step_to(lead, "Give it another")
        lead.keys("Enter")
        lead.wait("Another name")
        lead.keys("C-u")
        lead.type(f"stew-{size[0]}\r")
        ada.wait(f"# stew-{size[0]}")
        lead.wait("▌ People")
        step_to(lead, "Close it")
        lead.keys("Enter")
        lead.wait("Close this room")
        lead.keys("Down", "Enter")
        ada.wait("not there any more")
    rooms = {each["room"] for each in gathering.told("ada", "rooms")}
    assert rooms.isdisjoint({name, f"stew-{size[0]}"})


def test_a_few_people_have_a_room_of_their_own(gathering: Gathering, size: tuple[int, int]) -> None:
    # Ada writes to theo and uma at once. Both find it; max does not.
    words = unheard("shall we three walk")
    gathering.told("theo", "caught-up")
    with gathering.come("ada") as ada, gathering.come("theo", size) as theo:
        open_room(ada, "kitchen")
        say(ada, f"/msg theo,uma {words}")
        ada.wait(f"@theo,uma(.|\n)*{words}")
        theo.type("n")
        theo.wait(words)
        answer = unheard("with pleasure")
        say(theo, answer)
        ada.wait(answer)
    assert gathering.last("uma", "@ada,theo")["text"] == answer
    assert gathering.told("max", "search", words) == []


def test_a_stranger_asks_first_and_only_where_one_may(gathering: Gathering) -> None:
    # Sam shares no circle with max or ada. Max takes no questions from strangers, which nobody is told; ada does, once
    # she has said so in Settings, and then says yes.
    with gathering.come("ada") as ada, gathering.come("sam", PHONE) as sam:
        ada.keys("C-k")
        ada.wait("Jump to")
        ada.type("strangers")
        ada.wait("▌ Strangers")
        ada.keys("Enter")
        ada.gone("Jump to")
        ada.wait("▌ Strangers")
        ada.keys("Enter")
        ada.wait("may ask whether")
        for handle in ("max", "ada"):
            do(sam, "write to", "Write to somebody")
            sam.wait("One handle")
            sam.type(f"{handle}\r")
            sam.wait("Ask first(.|\n)*  Ask ")
            sam.keys("Down", "Enter")
            sam.wait("Asked[.]")
        ada.wait("sam asks whether")
        do(ada, "they ask", "They ask")
        ada.wait("▌ sam asks whether")
        ada.keys("Enter")
        ada.wait("▌ Yes, they may")
        ada.keys("Enter")
        ada.wait("sam can write to you now")
    assert gathering.person("sam").command("dm", "ada", "'thank you'").returncode == 0
    assert gathering.person("sam").command("dm", "max", "'thank you'").returncode == 3


def test_reading_moves_on_with_n_and_everything_counts_as_read_with_a(
    gathering: Gathering, size: tuple[int, int]
) -> None:
    # Theo takes everything for read. Then ada writes in the garden and names him on the walks: n leads him to the
    # walks first, then to the garden, and then says that this was all.
    gathering.told("max", "post", "kitchen", "morning")
    with gathering.come("theo", size) as theo:
        theo.type("A")
        theo.wait("Take everything for read")
        theo.keys("Down", "Enter")
        theo.wait("Everything counts as read")
        assert gathering.told("theo", "unread") == []
        ada = gathering.person("ada")
        bean, walk = unheard("the bean is out"), unheard("who walks")
        assert ada.command("post", "garden", f"'{bean}'").returncode == 0
        assert gathering.person("uma").command("post", "walks", f"'{walk}, @theo?'").returncode == 0
        theo.wait("C(hat )?@")
        theo.type("n")
        theo.wait(walk)
        leave_input(theo)
        theo.type("n")
        theo.wait(bean)
        leave_input(theo)
        theo.type("n")
        theo.wait("all caught")


def test_somebody_sees_who_waits_and_where_they_last_were(
    gathering: Gathering, size: tuple[int, int]
) -> None:
    # Uma writes to max alone. w shows him that she waits, and Enter leads there; g leads back to where he was before.
    words = unheard("is the hall free")
    assert gathering.person("uma").command("dm", "max", f"'{words}'").returncode == 0
    with gathering.come("max", size) as lead:
        open_room(lead, "night-shift")
        leave_input(lead)
        lead.type("w")
        lead.wait(f"Waiting for a word(.|\n)*uma(.|\n)*{words}")
        step_to(lead, "● uma")
        lead.keys("Enter")
        lead.wait(f"▌ {words}")
        lead.type("i")
        lead.wait("Esc (keys|read)")
        answer = unheard("it is")
        say(lead, answer)
        lead.wait(answer)
        leave_input(lead)
        lead.type("w")
        lead.wait("Waiting for a word")
        lead.gone(words)


def test_what_happened_while_one_was_away_is_told_on_one_screen(
    gathering: Gathering, size: tuple[int, int]
) -> None:
    # Fay read everything and left. Somebody wrote in the kitchen, and ada named her there: that comes first, and opens
    # by Enter.
    named, other = unheard("have you seen the moon"), unheard("the kettle is on")
    gathering.told("fay", "caught-up")
    with gathering.come("fay") as fay:
        fay.type("q")
        assert fay.wait_for_end() == 0
    assert gathering.person("ada").command("post", "kitchen", f"'@fay {named}'").returncode == 0
    assert gathering.person("theo").command("post", "kitchen", f"'{other}'").returncode == 0
    with gathering.come("fay", size) as fay:
        fay.wait("While you were away")
        fay.wait(f" @ ada(.|\n)*{named[:12]}")
        # Her own check-in is the first row; whoever names her comes right after what is her own.
        for _ in range(20):
            if "▌ @ ada" in (before := fay.text):
                break
            fay.keys("Down")
            fay.wait_until(lambda before=before: fay.text != before, what="the next row")  # type: ignore[misc]
        fay.keys("Enter")
        fay.wait(f"▌ @fay {named}")
        fay.wait(other)


def test_search_leads_to_the_place_at_any_depth(gathering: Gathering, size: tuple[int, int]) -> None:
    # Theo remembers who said it and where. Enter opens the place among what was said then; sam finds nothing of it.
    old = next(
        each
        for each in gathering.told("theo", "read", "kitchen", "--before", "40", "--limit", "30")
        if each["kind"] == "text" and len(each["text"].split()) > 4
    )
    phrase = " ".join(re.sub(r"[^\w ]", " ", old["text"]).split()[:3])
    with gathering.come("theo", size) as theo:
        theo.type("/")
        theo.wait("from:")
        theo.type(f"from:{old['author']} in:kitchen before:{old['at'][:8]}28 {phrase}\r")
        theo.wait(r"\d+ places?|One place|1 place")
        theo.wait(f"▌ {old['author']} +# kitchen")
        theo.keys("Enter")
        theo.wait(rf"# kitchen(.|\n)*▌ {re.escape(' '.join(old['text'].split()[:3]))}")
        theo.wait("End for the newest|new below")
    assert gathering.told("sam", "search", phrase) == []


def test_being_away_shows(gathering: Gathering, size: tuple[int, int]) -> None:
    with gathering.come("ada") as ada, gathering.come("theo", size) as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        say(ada, "/away")
        ada.wait("You are shown as away")
        say(theo, "/who")
        theo.wait("@ada +away")
        theo.keys("Esc")
        theo.gone("Here now")
        theo.wait("writing to")
        say(ada, "/back")
        ada.wait("You are shown as here")
        say(theo, "/who")
        theo.wait("Here now(.|\n)*@ada")
        theo.gone("away")
        states = {each["handle"]: each["state"] for each in gathering.told("uma", "who")}
        assert (states["ada"], states["theo"]) == ("here", "here")


def test_several_windows_are_one_person_and_one_may_come_unseen(gathering: Gathering) -> None:
    with gathering.come("ada"), gathering.come("ada", PHONE), gathering.come("uma") as uma:
        here = [each["handle"] for each in gathering.told("theo", "who")]
        assert sorted(here) == ["ada", "uma"]
        uma.keys("C-k")
        uma.wait("Jump to")
        uma.type("shown as")
        uma.wait("▌ Shown as here")
        uma.keys("Enter")
        uma.gone("Jump to")
        uma.wait("▌ Shown as here")
        uma.keys("Enter")
        uma.wait("you come and go unseen")
        assert [each["handle"] for each in gathering.told("theo", "who")] == ["ada"]
        uma.keys("Enter")
        uma.wait("yes, while you are connected")


def test_who_is_blocked_is_nowhere_and_is_not_told(gathering: Gathering, size: tuple[int, int]) -> None:
    # Theo writes in the kitchen, names ada, signs her line and writes to her alone. She blocks him: all of it is gone
    # from her screen and her commands, and what he says next does not come. He sees nothing of that. Then she lets go.
    with gathering.come("ada", size) as ada, gathering.come("theo") as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        mine, his, later = unheard("ada was here"), unheard("so was I @ada"), unheard("and still am")
        say(ada, mine)
        theo.wait(mine)
        say(theo, "/react proud of you")
        ada.wait("proud of you 1")
        say(theo, his)
        ada.wait(his)
        private = unheard("heron")
        assert gathering.person("theo").command("dm", "ada", f"'{private}'").returncode == 0
        say(ada, "/block theo")
        ada.wait("You no longer see theo")
        ada.gone(his)
        ada.gone("proud of you 1")
        say(theo, later)
        theo.wait(f"(?m)^  {later}")
        last = unheard("what a night")
        assert gathering.person("uma").command("post", "kitchen", f"'{last}'").returncode == 0
        ada.wait(last)
        assert later not in ada.text
        for command in (("read", "kitchen"), ("mentions",), ("search", his), ("search", private), ("who",)):
            answered = gathering.told("ada", *command)
            assert not [each for each in answered if "theo" in {each.get("author"), each.get("handle")}], (
                command
            )
        assert private not in gathering.person("ada").command("today").stdout
        assert "block" not in theo.text
        assert "ada" in {each["handle"] for each in gathering.told("theo", "who")}
        assert gathering.last("theo", "@ada")["text"] == private
        say(ada, "/unblock theo")
        ada.wait("You see theo again")
        ada.wait(later)


def test_lines_count_as_read_only_when_somebody_looked(gathering: Gathering) -> None:
    # Theo's kitchen is open but his window is behind another; what ada says is not read. It is when he looks again.
    with gathering.come("ada") as ada, gathering.come("theo", PHONE) as theo:
        open_room(ada, "kitchen")
        open_room(theo, "kitchen")
        theo.type("\x1b[O")
        words = unheard("over here")
        say(ada, words)
        theo.wait(words)
        assert "kitchen" in _unread(gathering, "theo")
        theo.type("\x1b[I")
        for _ in range(40):
            if "kitchen" not in _unread(gathering, "theo"):
                break
        else:
            raise AssertionError("what was looked at is still unread")


def _unread(gathering: Gathering, handle: str) -> set[str]:
    return {each["room"] for each in gathering.told(handle, "unread")}


def test_a_room_that_was_turned_down_does_not_call(gathering: Gathering) -> None:
    # Theo wants nothing of the garden but what names him. n leads past it, until somebody does.
    gathering.told("theo", "caught-up")
    with gathering.come("theo", PHONE) as theo:
        open_room(theo, "garden")
        leave_input(theo)
        theo.type("t")
        theo.wait("What reaches you")
        step_to(theo, "What reaches you")
        theo.keys("Enter")
        theo.wait("▌ every message")
        step_to(theo, "only what names you")
        theo.keys("Enter")
        theo.wait("What reaches.* only what names you")
        theo.keys("Esc")
        theo.gone("only what names you")
        open_room(theo, "kitchen")
        assert gathering.person("ada").command("post", "garden", "'slugs again'").returncode == 0
        leave_input(theo)
        theo.type("n")
        # Past the garden it may lead to what waits in Buddies, where the next n has nowhere to go on to.
        theo.wait("all caught|Buddies +\\d")
        if "all caught" not in theo.text:
            theo.type("n")
            theo.wait("all caught")
        words = unheard("bring the lamp")
        assert gathering.person("ada").command("post", "garden", f"'@theo {words}'").returncode == 0
        theo.wait("C(hat )?.*@")
        theo.type("n")
        theo.wait(words)
    gathering.told("theo", "notice", "garden", "all")


def test_the_bell_rings_for_whoever_wants_it(gathering: Gathering) -> None:
    # The bell is off at first. Uma wants it when she is named; then it rings, once.
    with gathering.come("uma") as uma:
        named = unheard("are you there")
        assert gathering.person("ada").command("post", "kitchen", f"'@uma {named}'").returncode == 0
        uma.wait("Chat @")
        assert b"\a" not in uma.raw
        uma.keys("C-k")
        uma.wait("Jump to")
        uma.type("bell")
        uma.wait("▌ Bell")
        uma.keys("Enter")
        uma.gone("Jump to")
        uma.wait("▌ Bell")
        uma.keys("Enter")
        uma.wait("When somebody writes to you alone")
        step_to(uma, "When somebody writes")
        uma.keys("Enter")
        uma.wait("Bell +When somebody writes")
        assert gathering.person("ada").command("post", "kitchen", "'@uma hello'").returncode == 0
        uma.wait_until(lambda: b"\a" in uma.raw, what="the bell")
        assert uma.raw.count(b"\a") == 1


def test_a_bot_loses_and_doubles_nothing_over_a_new_connection(gathering: Gathering) -> None:
    # A bot watches the work room. Its connection is cut in the middle; it comes back with the last line it has read.
    ada, theo = gathering.person("ada"), gathering.person("theo")
    begin = gathering.last("ada", "work")["seq"]
    said = [f"shift {number}" for number in range(8)]
    heard = []

    def post(*which: str) -> None:
        for text in which:
            assert theo.command("post", "work", f"'{text}'").returncode == 0

    post(*said[:3])
    with Watching(ada, "work", begin) as bot:
        heard += [bot.next() for _ in range(3)]
        post(said[3])
        heard.append(bot.next())
        post(said[4])
        # The cut comes before it has read this one.
    post(said[5])
    with Watching(ada, "work", heard[-1]["seq"]) as bot:
        heard += [bot.next() for _ in range(2)]
        post(*said[6:])
        heard += [bot.next() for _ in range(2)]
        assert not bot.has_more
    assert [each["text"] for each in heard] == said
    assert [each["seq"] for each in heard] == list(range(begin + 1, begin + 9))
