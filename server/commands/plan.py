"""`plan [SECTION [TEXT]]`: my safety plan, to print or to write."""

from __future__ import annotations

from server.commands.dispatch import DONE, Command, Invocation, Parser, text_argument
from server.output import iso
from store import plans, words


def _section(word: str) -> str:
    """A section by its name, or by the number under which the plan is printed."""
    numbered = {str(number): name for number, name in enumerate(plans.SECTIONS, 1)}
    return numbered.get(word, word)


def arguments(parser: Parser) -> None:
    """A section and its text, perhaps."""
    parser.add_argument("section", nargs="?", type=_section, choices=plans.SECTIONS, metavar="SECTION")
    text_argument(parser)
    parser.add_argument("--empty", action="store_true")


async def run(call: Invocation) -> int:
    """Print the plan, or write one section of it."""
    given = call.arguments
    if given.section and (given.text or given.empty):
        said = "" if given.empty else call.verbatim(given.text)
        if said == "-":
            said = await call.stdin.read(plans.CHARS * 2)
        await call.hub.do(call.actor, plans.put, sections={str(given.section): said})
    plan = await call.hub.do(call.actor, plans.get)
    shown = [each for each in plan if not given.section or each.name == given.section]
    if call.as_json:
        call.output.json(
            [
                {
                    "section": each.name,
                    "title": words.PLAN[each.name],
                    "text": each.text,
                    "changed_at": iso(each.changed_at),
                }
                for each in shown
            ]
        )
        return DONE
    for number, each in enumerate(shown, 1):
        call.output.line(f"{number}. {words.PLAN[each.name]}" if len(shown) > 1 else words.PLAN[each.name])
        call.output.line("    " + (each.text or "(nothing yet)").replace("\n", "\n    "))
    call.output.line("\nThis is yours alone. The help numbers: `crisis`.")
    return DONE


COMMAND = Command(
    "plan",
    "your safety plan; yours alone",
    "[SECTION [TEXT]] [--empty]",
    run,
    arguments,
    details="\n".join(f"{name}: {title}" for name, title in words.PLAN.items())
    + "\nSECTION may be its number, too. TEXT - is read from standard input; --empty empties a section.",
)
