"""hub.toml as frozen dataclasses, each setting with its meaning, its bounds and its default.

`load` reads a file; in code, `Config.at(data_dir)` is a whole configuration with the defaults. A file that cannot be
used raises one `ConfigError` whose sentence names the file, the setting and, where a name is wrong, the nearest right
one.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import tomllib
import zoneinfo
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final, Literal

from store.config_reader import Reader, block, line, names_of, number, words
from store.errors import ConfigError, NotFound

SAMPLE_NAME: Final = "hub.sample.toml"
"""The commented sample, beside this module."""

DATABASE_NAME: Final = "porchlight.db"
HOST_KEY_NAME: Final = "ssh_host_ed25519_key"

MOST_SCALES: Final = 6
"""Scales of its own that a hub can have."""

HowToReach = Literal["call", "text", "call or text"]


@dataclass(frozen=True, slots=True)
class HubSettings:
    """[hub]: what the community is called and how it is found."""

    name: str = line("Porchlight", 40, empty=False)
    """What the community is called."""
    tagline: str = line("The light is always on.", 100)
    """One short line under the name; empty: none."""
    address: str = line("-p 2222 localhost", 200, empty=False)
    """What people type after `ssh`, without their own name."""
    contact: str = line("Ask the person who told you about this place for an invite.", 200)
    """Where somebody turns whose login is refused."""
    time_zone: str = line("UTC", 64, empty=False)
    """The IANA time zone a new member is offered first."""


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """[store]: where the hub keeps things."""

    data_dir: Path = Path("var/hub")
    """The folder with the store, the host key and backups; `load` makes it absolute."""


@dataclass(frozen=True, slots=True)
class ListenSettings:
    """[listen]: where the door is."""

    host: str = line("", 255)
    """The address to listen on; empty: every address of this machine."""
    port: int = number(2222, 0, 65535)
    """The TCP port; 0: any free one."""
    strict: bool = False
    """True: only post-quantum key exchange is offered."""


@dataclass(frozen=True, slots=True)
class Limits:
    """[limits]: how much of anything one person, one address and everybody together can use."""

    sessions: int = number(500, 1, 100_000)
    """Connections of members at once, in all."""
    connections_per_member: int = number(8, 1, 1_000)
    """Connections of one member at once."""
    unauthenticated: int = number(100, 1, 10_000)
    """Connections that have not logged in yet, in all."""
    unauthenticated_per_address: int = number(10, 1, 10_000)
    """Connections that have not logged in yet, from one address (/64 for IPv6)."""
    connections_per_second: float = number(5.0, 0.1, 10_000)
    """New connections a second from one address, in the long run."""
    connections_burst: int = number(10, 1, 10_000)
    """New connections from one address all at once."""
    passwords_per_connection: int = number(3, 1, 20)
    """Passwords tried on one connection."""
    keys_per_connection: int = number(6, 1, 50)
    """Keys tried on one connection."""
    penalty_max_s: int = number(60, 0, 3_600)
    """The longest wait after wrong passwords, in seconds; 0: none."""
    addresses_remembered: int = number(10_000, 100, 1_000_000)
    """Entries in the tables of addresses; the quietest goes first."""
    login_timeout_s: int = number(30, 5, 600)
    """Seconds from connecting to having logged in."""
    keepalive_interval_s: int = number(15, 1, 3_600)
    """Seconds between the signs of life asked of a quiet connection."""
    keepalive_count: int = number(3, 1, 100)
    """Signs of life that may stay unanswered."""
    stalled_s: int = number(30, 1, 3_600)
    """Seconds after which a connection that takes nothing is cut."""
    slow_viewer_kib: int = number(256, 16, 65_536)
    """KiB waiting for a connection from which on frames are dropped."""
    stalled_viewer_kib: int = number(2_048, 64, 262_144)
    """KiB waiting for a connection at which it is cut."""
    messages_per_10_s: int = number(20, 1, 10_000)
    """Messages of one member in any ten seconds."""
    commands_per_minute: int = number(120, 1, 100_000)
    """Commands of one member in any minute."""
    message_chars: int = number(4_000, 100, 20_000)
    """Characters in one chat message."""
    message_lines: int = number(60, 1, 500)
    """Lines in one chat message."""
    paste_kib: int = number(16, 1, 1_024)
    """KiB in one paste."""


@dataclass(frozen=True, slots=True)
class InviteSettings:
    """[invites]: what an invite is when nobody says otherwise."""

    expire_in_days: int = number(7, 1, 365)
    """Days an invite is good for."""

    @property
    def expires_in_s(self) -> int:
        """The same in seconds."""
        return self.expire_in_days * 86_400


RULES_TEXT: Final = """\
What is said here stays here. Do not copy, quote or show what others write.

Speak from your own life. Ask before you give advice.

Be kind, and assume that others mean to be. No insults, no slurs, no pressure.

No selling, no dealing, no sources. When you write about use, leave out amounts and methods.

Tell a mentor when something is wrong. You can report any message; you will hear what came of it.

This is not a crisis service. When you or somebody else is in danger, use the numbers under "help now" (F1).
"""


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """[chat]: how people answer one another without words."""

    reactions: tuple[str, ...] = words(
        ("I hear you", "same here", "thank you", "proud of you", "sending strength"), 24, 12
    )
    """The hub's own reactions, the first being the nearest at hand. Any emoji can be given besides."""


@dataclass(frozen=True, slots=True)
class BuddySettings:
    """[buddies]: what two people agree to when they become buddies and do not say otherwise."""

    most: int = number(3, 1, 10)
    """Buddies that one member can have at once."""
    due_hour: int = number(20, 0, 23)
    """The hour of the day, where each lives, by which they mean to have checked in."""
    note_after_h: int = number(2, 0, 48)
    """Hours after that until whoever has not gets a gentle note; 0: never."""
    buddy_after_h: int = number(24, 0, 168)
    """Hours after that until their buddy hears of it; 0: never."""


@dataclass(frozen=True, slots=True)
class CheckInScale:
    """[[checkins.scale]]: one thing more that a check-in can say, from 1 to 5."""

    name: str = line(None, 24, empty=False)
    """What it is called."""
    low: str = line(None, 24, empty=False)
    """What 1 means."""
    high: str = line(None, 24, empty=False)
    """What 5 means."""


@dataclass(frozen=True, slots=True)
class CheckInSettings:
    """[checkins]: what a check-in can say besides mood and urge."""

    scale: tuple[CheckInScale, ...] = ()
    """The hub's own scales."""


@dataclass(frozen=True, slots=True)
class RulesSettings:
    """[rules]: what people agree to when they join."""

    version: int = number(1, 1, 1_000_000)
    """Raised when everybody should read and acknowledge them again."""
    text: str = block(RULES_TEXT, 8_000, 200)
    """The rules; paragraphs are separated by an empty line."""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """[[help.region.line]]: somebody who answers."""

    name: str = line(None, 80, empty=False)
    """Who answers."""
    number: str = line(None, 40, empty=False)
    """The number, as people type it."""
    how: HowToReach = "call"
    """How to reach it."""
    word: str = line("", 20)
    """The word a text has to start with; empty: none."""
    hours: str = line("", 80)
    """When somebody is there; empty: not said."""
    note: str = line("", 160)
    """Anything else that helps to make the call."""

    @property
    def action(self) -> str:
        """What to do, in words: "call 911", "text HOME to 741741"."""
        return f"{self.how} {self.word} to {self.number}" if self.word else f"{self.how} {self.number}"


@dataclass(frozen=True, slots=True)
class HelpRegion:
    """[[help.region]]: the help lines of one part of the world."""

    name: str = line(None, 60, empty=False)
    """What the region is called."""
    line: tuple[HelpLine, ...] = ()
    """Its lines; what should be tried first comes first."""


HELP_REVIEWED_ON: Final = dt.date(2026, 11, 22)
HELP_REGIONS: Final = (
    HelpRegion(
        name="United States",
        line=(
            HelpLine(
                name="988 Suicide & Crisis Lifeline",
                number="988",
                how="call or text",
                hours="day and night",
                note="Free and confidential. Press 1 for veterans.",
            ),
            HelpLine(
                name="Crisis Text Line",
                number="741741",
                how="text",
                word="HOME",
                hours="day and night",
                note="A trained volunteer writes with you.",
            ),
            HelpLine(
                name="SAMHSA National Helpline",
                number="1-800-662-4357",
                how="call",
                hours="day and night",
                note="Finding treatment and support, for you or your family. English and Spanish.",
            ),
            HelpLine(
                name="Emergency",
                number="911",
                how="call",
                hours="day and night",
                note="When somebody is in danger right now. Say: overdose, not breathing, where you are.",
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class HelpSettings:
    """[help]: the help card."""

    reviewed_on: dt.date = HELP_REVIEWED_ON
    """The day on which somebody last checked the numbers."""
    region: tuple[HelpRegion, ...] = HELP_REGIONS
    """The regions; the first is shown unless somebody picks another."""


@dataclass(frozen=True, slots=True)
class HelpCard:
    """The help card of one region, ready to be shown."""

    region: str
    """What the region is called."""
    lines: tuple[HelpLine, ...]
    """Whom to reach, first choice first."""
    reviewed_on: dt.date
    """The day on which somebody last checked the numbers."""
    other_regions: tuple[str, ...]
    """The names of the other regions there is a card for."""


@dataclass(frozen=True, slots=True)
class Config:
    """All of hub.toml."""

    hub: HubSettings = HubSettings()
    """What the community is called and how it is found."""
    store: StoreSettings = StoreSettings()
    """Where the hub keeps things."""
    listen: ListenSettings = ListenSettings()
    """Where the door is."""
    limits: Limits = Limits()
    """How much of anything people can use."""
    invites: InviteSettings = InviteSettings()
    """What an invite is when nobody says otherwise."""
    chat: ChatSettings = ChatSettings()
    """How people answer one another without words."""
    buddies: BuddySettings = BuddySettings()
    """What two people agree to when they do not say otherwise."""
    checkins: CheckInSettings = CheckInSettings()
    """What a check-in can say besides mood and urge."""
    rules: RulesSettings = RulesSettings()
    """What people agree to when they join."""
    help: HelpSettings = HelpSettings()
    """The help card."""

    @classmethod
    def at(cls, data_dir: Path | str) -> Config:
        """Everything as it is by default, kept in `data_dir`."""
        return cls(store=StoreSettings(data_dir=Path(data_dir)))

    @property
    def data_dir(self) -> Path:
        """The folder with everything the hub keeps."""
        return self.store.data_dir

    @property
    def database(self) -> Path:
        """The store's file."""
        return self.data_dir / DATABASE_NAME

    @property
    def host_key(self) -> Path:
        """The file with the hub's Ed25519 host key."""
        return self.data_dir / HOST_KEY_NAME

    @property
    def ssh_destination(self) -> tuple[str, str]:
        """The address in two parts: the options before a user name may be put, and the host: ("-p 2222", "hub.org")."""
        options, _, host = self.hub.address.rpartition(" ")
        return options.strip(), host

    def ssh_line(self, user: str) -> str:
        """What somebody types to get in as `user`: "ssh -p 2222 ada@hub.example.org"."""
        options, host = self.ssh_destination
        return " ".join(part for part in ("ssh", options, f"{user}@{host}") if part)

    def help_card(self, region: str | None = None) -> HelpCard:
        """The help card of a region.

        Args:
            region: Its name, in any case; None: the first one.

        Raises:
            NotFound: There is no such region.
        """
        regions = self.help.region
        names = tuple(each.name for each in regions)
        for each in regions:
            if region is None or each.name.casefold() == region.strip().casefold():
                others = tuple(name for name in names if name != each.name)
                return HelpCard(each.name, each.line, self.help.reviewed_on, others)
        raise NotFound(f"There is no help card for that region; there are: {', '.join(names)}.")


def load(path: Path | str) -> Config:
    """Read a hub.toml.

    Args:
        path: The file. A relative `store.data_dir` is taken from its folder.

    Raises:
        ConfigError: The file is not there, or something in it cannot be used.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"There is no {path}; make one with `porchlight init`, or name another with --config."
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: this is not UTF-8 text; save it again as UTF-8.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    config = parse(text, str(path))
    data_dir = config.data_dir.expanduser()
    if not data_dir.is_absolute():
        data_dir = path.absolute().parent / data_dir
    return dataclasses.replace(config, store=dataclasses.replace(config.store, data_dir=data_dir))


def parse(text: str, source: str = "hub.toml") -> Config:
    """Read the words of a hub.toml.

    Args:
        text: TOML 1.0.
        source: What to call the file in an error.

    Raises:
        ConfigError: Something in it cannot be used.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: this is not TOML: {error}.") from error
    config = Reader(source, Config).read(table)
    _check_sense(config, source)
    return config


def sample_text() -> str:
    """The commented sample hub.toml."""
    return resources.files("store").joinpath(SAMPLE_NAME).read_text(encoding="utf-8")


def _check_sense(config: Config, source: str) -> None:
    """Check what one setting alone cannot show."""
    try:
        zoneinfo.ZoneInfo(config.hub.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = difflib.get_close_matches(config.hub.time_zone, sorted(zoneinfo.available_timezones()), n=1)
        hint = f'did you mean "{near[0]}"?' if near else 'write it like "America/Chicago".'
        raise ConfigError(f"{source}: hub.time_zone is not a time zone; {hint}") from None
    limits = config.limits
    if limits.stalled_viewer_kib <= limits.slow_viewer_kib:
        raise ConfigError(f"{source}: limits.stalled_viewer_kib must be more than limits.slow_viewer_kib.")
    if limits.unauthenticated < limits.unauthenticated_per_address:
        raise ConfigError(
            f"{source}: limits.unauthenticated must not be less than limits.unauthenticated_per_address."
        )
    names = [scale.name.casefold() for scale in config.checkins.scale]
    if len(set(names)) < len(names) or len(names) > MOST_SCALES:
        raise ConfigError(
            f"{source}: checkins.scale has to have {MOST_SCALES} scales at most, each with a name of its own."
        )
    if not any(region.line for region in config.help.region):
        raise ConfigError(
            f"{source}: help.region needs at least one region with one line; the sample has some."
        )
    for region in config.help.region:
        if not region.line:
            raise ConfigError(
                f'{source}: the help region "{region.name}" has no line; add a [[help.region.line]].'
            )


def setting_names() -> tuple[str, ...]:
    """Every setting's dotted name: "limits.sessions", "help.region.line.number"."""
    return names_of(Config)
