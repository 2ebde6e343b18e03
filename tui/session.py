"""What one visit brings along: who it is, how they came in, what their terminal can show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from store.hub import Hub
from store.operations import Actor

Colours = Literal["truecolor", "256", "16", "none"]
"""How many colours the terminal shows; "none" where the person asked for none (NO_COLOR)."""


@dataclass(frozen=True, slots=True)
class Session:
    """One visit, bound to one actor for its whole life."""

    hub: Hub
    """The hub that was walked into."""
    actor: Actor
    """Who does everything that is done in this visit."""
    session_id: str
    """Unique among the visits of this hub; presence is kept by it."""
    way_in: Literal["ssh", "local"]
    """How the person came in."""
    offered_key: str | None
    """The public key that the client offered and proved to hold, as an OpenSSH line; None without one."""
    host_fingerprint: str
    """The hub's own host key, "SHA256:…"; "" where there is none (local)."""
    colours: Colours
    """How many colours the terminal shows."""
    term: str
    """The terminal's type, as in TERM; "" when it said nothing."""
    address_hint: str
    """Where the visit comes from, shortened for showing ("192.0.2.x"); "" when not known."""
