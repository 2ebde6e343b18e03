"""`crisis [--region NAME]`: the help card. Also what `ssh crisis@hub` prints, without an account."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, keep
from server.commands.words import Word


def arguments(parser: Parser) -> None:
    """A region's name."""
    parser.add_argument("--region", nargs="+", type=keep, default=[])


async def run(call: Invocation) -> int:
    """Print the card, numbers first."""
    given: list[Word] = call.arguments.region
    card = call.hub.config.help_card(call.verbatim(given) if given else None)
    if call.as_json:
        call.output.json(
            {
                "region": card.region,
                "reviewed_on": card.reviewed_on.isoformat(),
                "lines": [
                    {
                        "name": line.name,
                        "number": line.number,
                        "how": line.how,
                        "word": line.word,
                        "hours": line.hours,
                        "note": line.note,
                    }
                    for line in card.lines
                ],
                "other_regions": list(card.other_regions),
            }
        )
        return DONE
    call.output.line("You are not alone. These people answer now:")
    call.output.line()
    for line in card.lines:
        call.output.line(f"  {line.action}")
        about = ", ".join(part for part in (line.name, line.hours) if part)
        call.output.line(f"      {about}")
        if line.note:
            call.output.line(f"      {line.note}")
    call.output.line()
    call.output.line(f"For {card.region}. Looked over on {card.reviewed_on.isoformat()}.")
    if card.other_regions:
        call.output.line(f"Also for: {', '.join(card.other_regions)} (crisis --region NAME).")
    call.output.line("This hub is not a crisis service, and the people here care about you.")
    return DONE


COMMAND = Command("crisis", "numbers to call or text now", "[--region NAME]", run, arguments, for_guests=True)
