"""hub.toml: what is read, what is refused, and that the sample says all there is to say."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import config
from store.config import Config
from store.errors import ConfigError, NotFound

SETTINGS = config.setting_names()


def refusal(text: str) -> str:
    """The one sentence with which a hub.toml is refused."""
    with pytest.raises(ConfigError) as caught:
        config.parse(text, "hub.toml")
    sentence = str(caught.value)
    assert sentence.startswith("hub.toml: ")
    assert "\n" not in sentence
    assert sentence.isprintable()
    return sentence.removeprefix("hub.toml: ")


def test_an_empty_file_is_a_hub_with_every_default() -> None:
    assert config.parse("") == Config()


def test_the_sample_says_what_the_hub_does_anyway() -> None:
    assert config.parse(config.sample_text()) == Config()


def test_a_configuration_can_be_made_in_code(tmp_path: Path) -> None:
    made = Config.at(tmp_path)
    assert made.data_dir == tmp_path
    assert made.database == tmp_path / "porchlight.db"
    assert made.host_key.parent == tmp_path
    assert dataclasses.replace(made, listen=config.ListenSettings(port=0)).listen.port == 0


def test_the_data_folder_is_taken_from_the_folder_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text('[store]\ndata_dir = "things"\n')
    assert config.load(file).data_dir == tmp_path / "things"
    file.write_text('[store]\ndata_dir = "/srv/things"\n')
    assert config.load(str(file)).data_dir == Path("/srv/things")


def test_a_file_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no .*hub\.toml; make one with `porchlight init`"):
        config.load(tmp_path / "hub.toml")


def test_a_file_that_is_not_text_or_a_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        config.load(file)
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        config.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[limits]\nsesions = 3", "there is no setting limits.sesions; did you mean limits.sessions?"),
        ("[limit]\nsessions = 3", "there is no setting limit; did you mean limits?"),
        ("port = 22", "there is no setting port; did you mean listen.port?"),
        ("[hub]\nport = 22", "there is no setting hub.port; did you mean listen.port?"),
        ("[zzz]\nq = 1", "there is no setting zzz; the commented sample lists all there are."),
        ("hub = 3", "hub must be a section: write [hub] and its settings below."),
        ("[listen]\nport = '22'", 'listen.port must be a whole number from 0 to 65535, not "22".'),
        ("[listen]\nport = 65536", "listen.port must be a whole number from 0 to 65535, not 65536."),
        ("[listen]\nport = 2.5", "listen.port must be a whole number from 0 to 65535, not 2.5."),
        ("[listen]\nport = true", "listen.port must be a whole number from 0 to 65535, not true."),
        (
            "[limits]\nconnections_per_second = nan",
            "limits.connections_per_second must be a number from 0.1 to 10000, not nan.",
        ),
        ("[listen]\nstrict = 1", "listen.strict must be true or false, not 1."),
        ("[hub]\nname = 3", "hub.name must be text in quotes, not 3."),
        ("[hub]\nname = ' '", "hub.name must not be empty."),
        ("[hub]\nname = 'a\\nb'", None),
        ('[hub]\nname = "a\\nb"', "hub.name must be one line, and has 2."),
        ('[hub]\nname = "a\\u001b[2J"', "hub.name holds a control character; take it out."),
        (f"[hub]\nname = '{'x' * 41}'", "hub.name must be at most 40 characters, and has 41."),
        (
            "[hub]\ntime_zone = 'America/Chcago'",
            'hub.time_zone is not a time zone; did you mean "America/Chicago"?',
        ),
        (
            "[hub]\ntime_zone = '../../etc'",
            'hub.time_zone is not a time zone; write it like "America/Chicago".',
        ),
        ("[store]\ndata_dir = ''", "store.data_dir must name a folder."),
        (
            "[help]\nreviewed_on = 'now'",
            'help.reviewed_on must be a day such as 2026-11-22 (without quotes), not "now".',
        ),
        ("[help]\nregion = []", "help.region needs at least one region with one line; the sample has some."),
        ("[help.region]\nname = 'UK'", "help.region must be a list: write [[help.region]] above each."),
        (
            "[[help.region]]\nname = 'UK'",
            "help.region needs at least one region with one line; the sample has some.",
        ),
        (
            "[[help.region]]\nname = 'UK'\n[[help.region.line]]\nname = 'S'",
            "help.region.line.number is missing.",
        ),
        (
            "[[help.region]]\nname = 'UK'\n[[help.region.line]]\nname = 'S'\nnumber = '1'\nhow = 'fax'",
            'help.region.line.how must be one of "call", "text", "call or text", not "fax".',
        ),
        (
            "[limits]\nslow_viewer_kib = 4096",
            "limits.stalled_viewer_kib must be more than limits.slow_viewer_kib.",
        ),
        (
            "[limits]\nunauthenticated = 5",
            "limits.unauthenticated must not be less than limits.unauthenticated_per_address.",
        ),
    ],
)
def test_what_cannot_be_used_is_named_with_the_nearest_right_name(text: str, sentence: str | None) -> None:
    if sentence is None:
        # A literal string in TOML has no escapes: this is a backslash and an n, which is a fine name.
        assert config.parse(text).hub.name == "a\\nb"
    else:
        assert refusal(text) == sentence


def test_broken_toml_names_the_line() -> None:
    assert re.search(r"this is not TOML: .*line 2", refusal("[hub]\nname = oops"))


def test_a_wrong_name_cannot_bring_escapes_into_the_sentence() -> None:
    assert "\x1b" not in refusal('"a\\u001b[2J" = 1')


@given(st.text(max_size=200))
def test_no_file_however_broken_raises_anything_else(text: str) -> None:
    try:
        config.parse(text)
    except ConfigError as error:
        assert str(error)  # noqa: PT017 - a file that fits raises nothing


@given(
    st.sampled_from([name for name in SETTINGS if not name.startswith("help.region")]),
    st.one_of(
        st.integers(),
        st.floats(allow_nan=False),
        st.booleans(),
        st.dates(),
        st.sampled_from(['""', "[]", "{}"]),
    ),
)
def test_any_value_is_either_taken_or_refused_by_name(name: str, value: object) -> None:
    section, _, key = name.rpartition(".")
    shown = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    try:
        config.parse(f"[{section}]\n{key} = {shown}")
    except ConfigError as error:
        assert section in str(error)  # noqa: PT017 - a value that fits raises nothing


def test_the_help_card_is_the_first_regions_unless_another_is_named() -> None:
    made = config.parse(
        """
        [help]
        reviewed_on = 2026-01-02
        [[help.region]]
        name = "United Kingdom"
        [[help.region.line]]
        name = "Samaritans"
        number = "116 123"
        [[help.region]]
        name = "Ireland"
        [[help.region.line]]
        name = "Text about it"
        number = "50808"
        how = "text"
        word = "HELLO"
        """
    )
    card = made.help_card()
    assert (card.region, card.other_regions, card.reviewed_on) == (
        "United Kingdom",
        ("Ireland",),
        dt.date(2026, 1, 2),
    )
    assert card.lines[0].action == "call 116 123"
    assert made.help_card("ireland").lines[0].action == "text HELLO to 50808"
    with pytest.raises(NotFound, match="there are: United Kingdom, Ireland"):
        made.help_card("Atlantis")


def test_the_help_card_of_a_new_hub_has_the_numbers_of_the_united_states() -> None:
    assert [line.number for line in Config().help_card().lines] == ["988", "741741", "1-800-662-4357", "911"]


def test_the_line_to_type_holds_the_port_and_the_person() -> None:
    assert Config().ssh_line("ada") == "ssh -p 2222 ada@localhost"
    plain = dataclasses.replace(Config(), hub=config.HubSettings(address="hub.example.org"))
    assert plain.ssh_line("join") == "ssh join@hub.example.org"


def commented_settings(text: str) -> set[str]:
    """The dotted names of the settings in a sample that have a comment above them, alone or as one of a group."""
    found: set[str] = set()
    section = ""
    commented = False
    for line in text.splitlines():
        if line.startswith("#"):
            commented = True
        elif opened := re.fullmatch(r"\[+([a-z_.]+)\]+", line):
            section, commented = opened[1], False
        elif named := re.match(r"([a-z0-9_]+) = ", line):
            if commented:
                found.add(f"{section}.{named[1]}")
        elif not line.strip():
            commented = False
    return found


def with_scales(sample: str) -> str:
    """The sample with the scale turned on that it shows as an example, as it says how to do."""
    before, example, after = re.split(r"(# \[\[checkins\.scale\]\]\n(?:#.*\n)+)", sample)
    return before + re.sub(r"(?m)^# ", "", example) + after


def test_every_setting_has_its_comment_in_the_sample() -> None:
    assert set(SETTINGS) - commented_settings(with_scales(config.sample_text())) == set()


def test_the_scale_that_the_sample_shows_as_an_example_can_be_used() -> None:
    scale = config.parse(with_scales(config.sample_text())).checkins.scale
    assert scale == (config.CheckInScale("sleep", "hardly any", "slept well"),)


def test_scales_have_names_of_their_own_and_are_not_too_many() -> None:
    one = '[[checkins.scale]]\nname = "{}"\nlow = "a"\nhigh = "b"\n'
    for names in (("sleep", "Sleep"), tuple("abcdefg")):
        with pytest.raises(ConfigError, match=r"checkins\.scale has to have 6 scales at most"):
            config.parse("".join(one.format(name) for name in names))


def test_the_regions_that_the_sample_shows_as_an_example_can_be_used() -> None:
    sample = config.sample_text()
    example = sample[sample.index("# [[help.region]]") :]
    turned_on = config.parse(re.sub(r"(?m)^# ?", "", example))
    assert turned_on.help_card().region == "United Kingdom"
    assert tomllib.loads(sample)["help"]["reviewed_on"] == config.HELP_REVIEWED_ON
