"""The app without ssh, on a store that a server has open at the same time."""

from __future__ import annotations

from pathlib import Path

from .hub import PORCHLIGHT, HubProcess, MakePerson, clean_environment
from .terminal import Terminal
from .walking import open_room, say

SOON_S = 3.0
"""It takes half a second at most; a machine that tests is busy."""


def test_somebody_at_the_machine_and_somebody_over_ssh_see_each_others_lines_within_a_second(
    community: HubProcess, person: MakePerson, tmp_path: Path
) -> None:
    # Theo sits at the server itself and opens the app there; ada comes in over ssh.
    argv = [*PORCHLIGHT, "demo", "--data", str(community.home / "data"), "--as", "theo"]
    with (
        Terminal(argv, cols=120, rows=40, env=clean_environment(tmp_path)) as theo,
        person("ada").sign_in() as ada,
    ):
        theo.wait("help now")
        open_room(theo, "kitchen")
        open_room(ada, "kitchen")
        say(ada, "is the kettle on down there?")
        theo.wait("is the kettle on down there", patience_s=SOON_S)
        say(theo, "it is, come and see")
        ada.wait("it is, come and see", patience_s=SOON_S)
        theo.keys("C-q")
        theo.wait_until(lambda: "Leave" in theo.text, what="the question")
        theo.keys("Down", "Enter")
        assert theo.wait_for_end() == 0
        assert theo.modes_on == set()
