"""`circles [join|ask|leave CIRCLE]`: circles I am in and may know of."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, WrongUsage
from store import circles


def arguments(parser: Parser) -> None:
    """What to do, and with which circle."""
    parser.add_argument("what", nargs="?", choices=("join", "ask", "leave"))
    parser.add_argument("circle", nargs="?")


async def run(call: Invocation) -> int:
    """List them, or join, ask or leave."""
    what, circle = call.arguments.what, call.arguments.circle
    if what is not None:
        if circle is None:
            raise WrongUsage("say which circle")
        operation = {"join": circles.join, "ask": circles.ask, "leave": circles.leave}[what]
        await call.hub.do(call.actor, operation, circle=str(circle))
        told = {
            "join": "You are in.",
            "ask": "Its leads were asked.",
            "leave": "You have left it. Nobody was told.",
        }
        if call.as_json:
            call.output.json({"circle": str(circle), "done": what})
        else:
            call.output.line(told[what])
        return DONE
    known = await call.hub.do(call.actor, circles.browse)
    if call.as_json:
        call.output.json(
            [
                {
                    "circle": each.name,
                    "title": each.title,
                    "kind": each.kind.value,
                    "visibility": each.visibility.value,
                    "standing": each.standing,
                    "people": each.people,
                    "description": each.description,
                }
                for each in known
            ]
        )
        return DONE
    call.output.columns(
        [
            (each.name, each.title, each.standing or each.visibility.value, f"{each.people} people")
            for each in known
        ]
    )
    return DONE


COMMAND = Command(
    "circles", "circles I am in or could be", "[join CIRCLE | ask CIRCLE | leave CIRCLE]", run, arguments
)
