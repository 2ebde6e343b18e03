"""What the door says to people, before and after they are in."""

from __future__ import annotations

from store.config import Config


def banner(config: Config) -> str:
    """Shown before the first question for a password: how to get in without an account.

    Args:
        config: The hub's settings.

    Returns:
        A few lines of plain text, each ended by a line feed.
    """
    lines = [
        config.hub.name,
        "",
        f"New here? Bring an invite code and type:  {config.ssh_line('join')}",
        f"In crisis? No account needed:             {config.ssh_line('crisis')}",
    ]
    if config.hub.contact:
        lines += ["", config.hub.contact]
    return "\n".join([*lines, "", ""])


PROMPT = "Password: "


def try_again(config: Config, why: str) -> str:
    """Said above the next question, after a password that was not right.

    Args:
        config: The hub's settings.
        why: One sentence.

    Returns:
        One or two lines.
    """
    return f"{why}\nNo account yet? Type:  {config.ssh_line('join')}"


def no_more_tries(config: Config) -> str:
    """Why a connection ends after too many passwords or keys.

    Args:
        config: The hub's settings.

    Returns:
        One line.
    """
    return f"That was one try too many for this connection. No account yet? Type: {config.ssh_line('join')}"


def wait(seconds: float) -> str:
    """Said instead of looking at a password that came too soon.

    Args:
        seconds: How long to wait.

    Returns:
        One sentence.
    """
    return (
        f"Too many wrong passwords from there. Please wait {max(1, round(seconds))} s; a key works at once."
    )


def no_terminal(config: Config, user: str) -> str:
    """Said when somebody asks for the app with a terminal that cannot show it.

    Args:
        config: The hub's settings.
        user: The name they came in with.

    Returns:
        One line.
    """
    return (
        f"The app needs a terminal. Without one, give a command, such as: {config.ssh_line(user)} today"
        "  (`help` lists them all)"
    )


JOIN_NEEDS_A_TERMINAL = "Joining needs a terminal: connect once more without a command, or with -t."
JOIN_ONLY = "This way in is for joining. Connect without a command to begin."
NO_LONGER = "This account cannot come in any more. Please talk to a host of the hub."
CLOSING = "The hub is closing for a moment. What you wrote is kept. See you soon."
REVOKED = "This connection was ended for this account."
JOIN_FULL = "Several people are about to join from where you are. Please try again in a few minutes."
JOIN_OVER = (
    "This took a while, so the hub closed the door again. Please come back with your code; it still works."
)
BUSY = "Very many passwords are being tried just now. Please try again in a minute; a key works at once."
FULL = "The hub is full right now. Please try again in a few minutes."


def too_many(limit: int) -> str:
    """Said to a member who is connected too often.

    Args:
        limit: How many connections one member may have.

    Returns:
        One line.
    """
    return f"You are connected {limit} times already. Close one of the others and come back."


def slow_down(seconds: float) -> str:
    """Said to a member who sends too many commands.

    Args:
        seconds: How long to wait.

    Returns:
        One line.
    """
    return f"That was a lot of commands at once. Try again in {max(1, round(seconds))} s."


def broken(code: str) -> str:
    """Said when something of ours failed outside the app.

    Args:
        code: Under which it was logged.

    Returns:
        One line.
    """
    return f"Something broke on our side. Code {code}."
