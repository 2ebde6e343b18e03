"""What holds for every test: no settings of whoever runs them, and generated examples that repeat."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "porchlight",
    # The machines that run the tests are shared: a slow moment is no failure.
    deadline=None,
    # A failure must be the same for everybody; to search further: --hypothesis-profile=search.
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", deadline=None, max_examples=20_000)
settings.load_profile("porchlight")

PERSONAL = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "SSH_AUTH_SOCK", "SSH_ASKPASS", "COLUMNS", "LINES")
"""Variables of the person at this terminal that would change what a program draws or who it logs in as."""


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut a test off from the settings of whoever runs it."""
    for name in PERSONAL:
        monkeypatch.delenv(name, raising=False)
