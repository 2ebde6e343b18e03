"""The only way into the store: an operation names its capability, and its rule is checked inside its transaction.

An operation is a plain synchronous function of a `Tx` that can be run again. The decorator makes it an `Operation`,
which cannot be called: it is done by an actor, through `Hub.do`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, Final, Generic, Literal, ParamSpec, TypeVar

from store.bus import Event
from store.db import Common, Connected
from store.errors import Denied, Invalid, NotFound
from store.policy import Capability, Role, allows

if TYPE_CHECKING:
    import sqlite3

    from store.config import Config

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

ActorKind = Literal["member", "guest", "system"]

Known = Callable[..., Any]
"""Called with a `Common`, an `Actor` and an operation's arguments; see `operation`."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something. A session is bound to one for its life."""

    kind: ActorKind
    member_id: int = 0
    """The member's id; 0 for a guest and for the system."""

    @classmethod
    def of(cls, member_id: int) -> Actor:
        """The actor that is this member."""
        return cls("member", member_id)


GUEST: Final = Actor("guest")
"""Somebody at the door who has not signed in."""

SYSTEM: Final = Actor("system")
"""The hub itself, or its host at the machine's own command line."""


@dataclass(frozen=True, slots=True)
class Acting:
    """What a transaction knows of the member who acts."""

    id: int
    handle: str
    role: Role
    time_zone: str
    rules_due: bool


class Tx(Connected):
    """One transaction of one actor: SQL with named parameters, the time, and news for after the commit."""

    __slots__ = ("_common", "_events", "_me", "actor", "config", "now", "origin")

    def __init__(
        self,
        connection: sqlite3.Connection,
        actor: Actor,
        now: int,
        config: Config,
        origin: str = "",
        events: list[Event] | None = None,
        common: Common | None = None,
    ) -> None:
        super().__init__(connection)
        self.actor = actor
        self.now = now
        """Epoch milliseconds UTC: the same throughout the operation."""
        self.config = config
        self.origin = origin
        """Which process writes: the outbox keeps it, so that a process does not hear its own news twice."""
        self._events = events
        self._common = common
        self._me: Acting | None = None

    @property
    def me(self) -> Acting:
        """The member who acts.

        Raises:
            Denied: The actor is not a member.
        """
        if self._me is None:
            raise Denied("Sign in first.")
        return self._me

    def once(self, key: Hashable, read: Callable[[], R]) -> R:
        """What a read finds; short reads of the same state of the store take it from whoever read it first.

        Args:
            key: Names everything that the finding depends on but the store: the actor too, if it does on them.
            read: Reads it. It must not decide who may see it: that is for each transaction by itself.
        """
        return read() if self._common is None else self._common.once(key, read)

    def emit(self, topic: str, kind: str, value: int = 0, *, but: str = "") -> None:
        """Tell, after the commit, that something changed; other processes on the file hear it too.

        Args:
            topic: Who is told.
            kind: What changed.
            value: Which, or how far.
            but: The session that knows already and is not told; "": everybody is.
        """
        if self._events is None:
            raise RuntimeError("a read may not emit")
        self._events.append(Event(topic, kind, value, but))
        self.run(
            "INSERT INTO outbox (at, origin, topic, kind, value) VALUES (:at, :origin, :topic, :kind, :value)",
            at=self.now,
            origin=self.origin,
            topic=topic,
            kind=kind,
            value=value,
        )

    def permit(self, capability: Capability) -> None:
        """Check the rule of a capability for the actor, as the store knows them now.

        Raises:
            NotFound: The member does not exist any more.
            Denied: The rule says no.
        """
        if self.actor.kind != "member":
            if not allows(capability, self.actor.kind, None):
                raise Denied(
                    "That needs an account."
                    if self.actor.kind == "guest"
                    else "The hub itself cannot do that."
                )
            return
        if self._me is None:
            row = self.one(
                "SELECT id, handle, role, time_zone, state, rules_version FROM members WHERE id = :id",
                id=self.actor.member_id,
            )
            if row is None:
                raise NotFound("This account is no longer here.")
            if row["state"] != "active":
                raise Denied("This account is locked; please talk to a host of the hub.")
            self._me = Acting(
                row["id"],
                row["handle"],
                Role(row["role"]),
                row["time_zone"],
                row["rules_version"] < self.config.rules.version,
            )
        me = self._me
        if allows(capability, "member", me.role, rules_due=me.rules_due):
            return
        if me.rules_due and allows(capability, "member", me.role):
            raise Denied("The rules of the hub have changed; please read and acknowledge them first.")
        raise Denied("Your role does not include that.")


class Operation(Generic[P, R_co]):
    """A function of the store with its rule; done through `Hub.do`, never called."""

    def __init__(
        self,
        function: Callable[Concatenate[Tx, P], R_co],
        capability: Capability,
        *,
        writes: bool,
        slow: bool,
        forgets: bool,
        known: Known | None = None,
    ) -> None:
        self._function = function
        self.known = known
        self.capability = capability
        self.writes = writes
        self.slow = slow
        self.forgets = forgets
        self.name = f"{function.__module__.removeprefix('store.')}.{function.__name__}"
        self.__doc__ = function.__doc__
        self.__wrapped__ = function
        if self.name in REGISTRY:
            raise ValueError(f"two operations named {self.name}")
        REGISTRY[self.name] = self

    def within(self, tx: Tx, /, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Do it inside a transaction that is under way; its rule is checked all the same.

        Raises:
            Invalid: A word or number was given that no store can hold: half of a character, or beyond 64 bits.
        """
        tx.permit(self.capability)
        try:
            return self._function(tx, *args, **kwargs)
        except (UnicodeEncodeError, OverflowError):
            # Without its cause, which has the word in it.
            raise Invalid(UNWRITABLE) from None

    def __repr__(self) -> str:
        return f"<operation {self.name}: {self.capability}>"


UNWRITABLE: Final = "There is a sign or a number in that which cannot be written down; please leave it out."

REGISTRY: Final[dict[str, Operation[Any, Any]]] = {}
"""Every operation by name, for the tests that walk them all."""


def operation(
    capability: Capability,
    *,
    writes: bool = False,
    slow: bool = False,
    forgets: bool = False,
    known: Known | None = None,
) -> Callable[[Callable[Concatenate[Tx, P], R]], Operation[P, R]]:
    """Make a function an operation.

    Args:
        capability: What an actor must be allowed.
        writes: It changes the store: it runs on the writer's thread.
        slow: It reads and may take long: it runs on a reader's thread. Otherwise it reads a bounded number of rows on
            the loop's own thread.
        forgets: It takes words out of the store for good: they leave the log (-wal) soon after, too.
        known: For a short read that a crowd asks for: the answer to this actor, from what earlier reads of the same
            state of the store found, or None. It must answer only those of whom such a read found that they may.
    """
    if writes and slow:
        raise ValueError("an operation is either a write or a slow read")
    if known is not None and (writes or slow):
        raise ValueError("only a short read can be known from another")
    if forgets and not writes:
        raise ValueError("only a write can take something out of the store")

    def decorate(function: Callable[Concatenate[Tx, P], R]) -> Operation[P, R]:
        return Operation(function, capability, writes=writes, slow=slow, forgets=forgets, known=known)

    return decorate
