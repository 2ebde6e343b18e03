"""Two buddies with some weeks behind them, for the tests of what they see."""

from __future__ import annotations

import datetime as dt

from store import checkins, counters, goals, kudos, milestones, notes, pairs, plans, routines
from store.pairs import Pair
from tests.tui.porch import EVENING, Porch

HOUR = 3_600_000
DAY = 24 * HOUR
MOODS = (3, 2, 2, 3, 4, 3, 3, 4, 4, 3, 2, 1, 2, 3, 3, 4, 4, 5, 4, 3, 3, 4, 3, 4, 4, 3, 4)
"""Ada's moods on the days before the evening, the oldest first."""


async def befriend(porch: Porch, one: str = "ada", other: str = "theo") -> Pair:
    """Make two people buddies, the way people do; answers the pair as the first sees it."""
    do = porch.hub.do
    for handle, text in ((one, "Evenings without a drink"), (other, "Sleeping through")):
        await do(porch.actor(handle), pairs.put_card, working_on=text, times="evenings", open=True)
    await do(porch.actor(one), pairs.ask, handle=other, words="We both like tea.")
    await do(porch.actor(other), pairs.answer, handle=one, yes=True)
    return (await do(porch.actor(one), pairs.mine))[0]


async def live_a_while(porch: Porch) -> Pair:
    """Some weeks of two buddies: check-ins on both sides, goals, days kept, a card, kind words."""
    do, ada, theo = porch.hub.do, porch.actor("ada"), porch.actor("theo")
    begin = EVENING - len(MOODS) * DAY
    porch.clock.now = begin
    pair = await befriend(porch)
    await do(ada, counters.add, name="evenings without a drink", started_on="2026-10-12")
    for number, mood in enumerate(MOODS):
        porch.clock.now = begin + number * DAY + HOUR
        if number % 6 != 2:
            await do(ada, checkins.add, mood=mood, urge=max(0, 6 - mood), audience="buddy", kind=None)
    for back, mood, note in (
        (3, 2, "Could not sleep."),
        (2, 3, ""),
        (1, 4, "A walk by the river, all of it."),
    ):
        porch.clock.now = EVENING - back * DAY + HOUR
        kind = "win" if back == 1 else None
        await do(theo, checkins.add, mood=mood, kind=kind, note=note, audience="buddy")
    porch.clock.now = EVENING - 20 * 60_000
    await do(
        theo,
        checkins.add,
        mood=4,
        urge=2,
        note="Left at nine. Home, socks, tea.",
        wants_reply=True,
        audience="buddy",
    )
    today = dt.date(2026, 11, 22)
    run = await do(
        ada, goals.add, title="Walk to the river every week", audience="buddy", steps=("find my boots",)
    )
    await do(ada, goals.change_step, step=run.steps[0].id, done=True)
    for title, by in (("ask mira along", "2026-11-24"), ("the long way round", today.isoformat())):
        await do(ada, goals.add_step, goal=run.id, title=title, by_day=by)
    await do(theo, goals.cheer, goal=run.id)
    await do(theo, goals.add, title="Cook four dinners", audience="buddy", steps=("buy a pan", "soup"))
    await do(ada, routines.add, title="ten minutes outside")
    counter = (await do(ada, counters.mine))[0]
    card = await do(
        ada,
        milestones.add,
        title="Forty evenings",
        words="One at a time.",
        counter=counter.id,
        room="kitchen",
    )
    await do(theo, milestones.sign, milestone=card.id, text="So proud of you. The kettle is on.")
    await do(porch.actor("mira"), milestones.sign, milestone=card.id, text="四十! どれも一晩ずつ。🌿")
    await do(theo, kudos.give, handle="ada", text="That took courage.")
    await do(
        ada, plans.put, sections={"signs": "I stop answering.\nThe sofa all day.", "alone": "The river. Tea."}
    )
    porch.clock.now = EVENING
    # Weeks went by in a blink; what the hub made of that is not what these evenings are about.
    while await porch.hub.work():
        pass
    for actor in (ada, theo):
        about_silence = [one.id for one in await do(actor, notes.mine) if one.kind in {"missed", "buddy"}]
        await do(actor, notes.seen, notes=about_silence)
    return pair
