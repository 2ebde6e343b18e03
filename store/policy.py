"""Who may do what: roles, capabilities, and the one pure rule table.

A rule has two halves. This table says which *kinds* of actor may use a capability at all; it is data, and a test
walks every rule with every role. What a member may do it *to* (which rooms, circles, people they can see) is
decided by the operation in the same transaction, through `store.sight`, which answers NotFound.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member is in the hub."""

    PARTICIPANT = "participant"
    ALUM = "alum"
    SUPPORTER = "supporter"
    MENTOR = "mentor"
    FACILITATOR = "facilitator"
    HOST = "host"


PEERS = frozenset({Role.PARTICIPANT, Role.ALUM})
STAFF = frozenset({Role.MENTOR, Role.FACILITATOR, Role.HOST})
MEMBERS = frozenset(Role)
COMMUNITY = PEERS | STAFF
NOBODY: frozenset[Role] = frozenset()


class Capability(StrEnum):
    """One thing that can be allowed; each operation names exactly one."""

    # oneself
    SELF_READ = "self.read"
    SELF_CHANGE = "self.change"
    RULES_ACKNOWLEDGE = "rules.acknowledge"
    EXPORT_MINE = "export.mine"
    # coming in
    JOIN = "join"
    SIGN_IN = "sign-in"
    INVITE_MANAGE = "invite.manage"
    # other people
    MEMBER_SEE = "member.see"
    MEMBER_MANAGE = "member.manage"
    PRESENCE = "presence"
    # circles
    CIRCLE_SEE = "circle.see"
    CIRCLE_JOIN = "circle.join"
    CIRCLE_LEAD = "circle.lead"
    CIRCLE_MANAGE = "circle.manage"
    # talking
    ROOM_READ = "room.read"
    ROOM_POST = "room.post"
    ROOM_LEAD = "room.lead"
    DIRECT_OPEN = "direct.open"
    SEARCH = "search"
    # noticing one another
    PAIR = "pair"
    PAIR_PROPOSE = "pair.propose"
    CHECKIN = "checkin"
    GOAL = "goal"
    SHARED_READ = "shared.read"
    KUDOS = "kudos"
    # help
    HELP = "help"
    # the hub itself
    HUB_WATCH = "hub.watch"
    HUB_KEEP = "hub.keep"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use a capability."""

    roles: frozenset[Role]
    """Members with one of these roles may."""
    guest: bool = False
    """Somebody who has not signed in may."""
    system: bool = False
    """The hub itself, or its host at the machine's own command line, may."""
    before_rules: bool = False
    """Also while the member has not yet acknowledged the hub's current rules."""


RULES: dict[Capability, Rule] = {
    Capability.SELF_READ: Rule(MEMBERS, before_rules=True),
    Capability.SELF_CHANGE: Rule(MEMBERS, before_rules=True),
    Capability.RULES_ACKNOWLEDGE: Rule(MEMBERS, before_rules=True),
    Capability.EXPORT_MINE: Rule(MEMBERS, before_rules=True),
    Capability.JOIN: Rule(NOBODY, guest=True),
    Capability.SIGN_IN: Rule(NOBODY, system=True),
    Capability.INVITE_MANAGE: Rule(frozenset({Role.FACILITATOR, Role.HOST}), system=True),
    Capability.MEMBER_SEE: Rule(MEMBERS),
    Capability.MEMBER_MANAGE: Rule(frozenset({Role.HOST}), system=True),
    Capability.PRESENCE: Rule(MEMBERS, before_rules=True),
    Capability.CIRCLE_SEE: Rule(MEMBERS),
    Capability.CIRCLE_JOIN: Rule(COMMUNITY),
    Capability.CIRCLE_LEAD: Rule(COMMUNITY, system=True),
    Capability.CIRCLE_MANAGE: Rule(frozenset({Role.FACILITATOR, Role.HOST}), system=True),
    Capability.ROOM_READ: Rule(MEMBERS),
    Capability.ROOM_POST: Rule(MEMBERS),
    Capability.ROOM_LEAD: Rule(COMMUNITY, system=True),
    Capability.DIRECT_OPEN: Rule(MEMBERS),
    Capability.SEARCH: Rule(MEMBERS),
    Capability.PAIR: Rule(COMMUNITY),
    Capability.PAIR_PROPOSE: Rule(STAFF),
    Capability.CHECKIN: Rule(COMMUNITY),
    Capability.GOAL: Rule(COMMUNITY),
    Capability.SHARED_READ: Rule(MEMBERS),
    Capability.KUDOS: Rule(MEMBERS),
    Capability.HELP: Rule(MEMBERS, guest=True, system=True, before_rules=True),
    Capability.HUB_WATCH: Rule(NOBODY, system=True),
    Capability.HUB_KEEP: Rule(NOBODY, system=True),
}


def allows(
    capability: Capability, kind: str, role: Role | None, *, active: bool = True, rules_due: bool = False
) -> bool:
    """Say whether an actor may use a capability; everything not in the table is refused.

    Args:
        capability: What is wanted.
        kind: The actor's kind: "member", "guest" or "system".
        role: The member's role; None for guests and the system.
        active: False for a member who is locked or erased: they may do nothing.
        rules_due: True while the member has not acknowledged the current rules.
    """
    rule = RULES.get(capability)
    if rule is None:
        return False
    if kind == "system":
        return rule.system
    if kind == "guest":
        return rule.guest
    if kind != "member" or role is None or not active:
        return False
    return role in rule.roles and (rule.before_rules or not rules_due)
