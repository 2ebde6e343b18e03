"""Every error that the hub tells a person about: one root, narrow leaves.

The message of each is one plain sentence that can be shown as it stands; it says what to do where there is
something to do, and never holds what somebody wrote.

    HubError
    ├── Refused              the hub works; this cannot be done
    │   ├── Denied           who you are does not allow it, and that it exists is no secret
    │   ├── NotFound         it is not there, or you may not see it: the two are never told apart
    │   ├── Conflict         it clashes with what is there already
    │   ├── Invalid          the words or numbers given cannot be used
    │   └── RateLimited      too much at once; try again after a while
    └── HubFault             the hub, or the machine under it, is in trouble
        ├── ConfigError      hub.toml says something that cannot be used
        ├── Unavailable      the store cannot be written or read just now
        ├── StoreDamaged     the store's file is not as it should be
        ├── StoreUnsafe      this SQLite, or these file permissions, would put the store at risk
        └── ListenError      the address or port cannot be listened on
"""

from __future__ import annotations


class HubError(Exception):
    """The root; `str(error)` is one sentence fit to show."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(HubError):
    """The hub works, and this cannot be done."""


class Denied(Refused):
    """The actor may not do this, and saying so reveals nothing."""


class NotFound(Refused):
    """There is no such thing, or the actor may not see it."""


class Conflict(Refused):
    """It clashes with what is there already: a taken handle, a spent invite."""


class Invalid(Refused):
    """The given words or numbers cannot be used."""


class RateLimited(Refused):
    """Too much at once.

    Args:
        message: The sentence to show.
        retry_after_s: Seconds after which it is worth trying again.
    """

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class HubFault(HubError):
    """The hub, or the machine under it, is in trouble."""


class ConfigError(HubFault):
    """hub.toml says something that cannot be used."""


class Unavailable(HubFault):
    """The store cannot be written or read just now; nothing was half done."""


class StoreDamaged(HubFault):
    """The store's file is not a sound Porchlight store; it is left untouched."""


class StoreUnsafe(HubFault):
    """This SQLite version or these file permissions would put the store at risk."""


class ListenError(HubFault):
    """The address or port cannot be listened on."""
