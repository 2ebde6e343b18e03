import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.limits import Buckets, Gate, Patience, Ticket, source
from server.terminal import clamped, colours
from server.typed import Typed


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def gate(
    time: Time, *, total: int = 10, per_address: int = 3, burst: int = 100, lifted: bool = False
) -> Gate:
    return Gate(
        total=total,
        per_address=per_address,
        rate_per_s=5,
        burst=burst,
        keys=50,
        lifted=lifted,
        monotonic=time,
    )


def nothing() -> None:
    pass


def test_a_burst_is_let_in_and_then_a_steady_rate(time: Time) -> None:
    buckets = Buckets(5, 10, monotonic=time)
    assert sum(buckets.take("a") == 0 for _ in range(50)) == 10
    assert buckets.take("a") == pytest.approx(0.2)
    time.now += 1
    assert sum(buckets.take("a") == 0 for _ in range(50)) == 5
    assert buckets.take("b") == 0


def test_the_tables_are_bounded(time: Time) -> None:
    buckets = Buckets(5, 10, keys=100, monotonic=time)
    patience = Patience(60, keys=100, monotonic=time)
    for n in range(1000):
        buckets.take(n)
        patience.wrong(f"10.0.0.{n}", f"name{n}")
    assert len(buckets) == 100
    assert len(patience) <= 100


def test_an_ipv6_address_counts_as_its_network() -> None:
    assert source("2001:db8:1:2:3::4") == source("2001:db8:1:2:ffff::1") != source("2001:db8:1:3::1")
    assert source("::ffff:192.0.2.1") == "192.0.2.1"
    assert source("fe80::1%eth0") == "fe80::/64"


def test_one_address_cannot_fill_the_gate(time: Time) -> None:
    at = gate(time)
    mine = [at.admit("192.0.2.1", nothing) for _ in range(20)]
    assert sum(ticket is not None for ticket in mine) == 3
    assert at.admit("192.0.2.2", nothing) is not None


def test_silent_connections_make_room_and_speaking_ones_do_not(time: Time) -> None:
    at = gate(time, total=6)
    ended: list[int] = []
    tickets: list[Ticket] = []
    for n in range(6):
        ticket = at.admit(f"192.0.2.{n // 3}", lambda n=n: ended.append(n))  # type: ignore[misc]
        assert ticket is not None
        tickets.append(ticket)
    assert at.admit("192.0.2.9", nothing) is None
    tickets[0].spoke = True
    time.now += 3
    assert at.admit("192.0.2.9", nothing) is not None
    assert ended == [1]
    for ticket in tickets:
        ticket.spoke = True
    assert at.admit("192.0.2.1", nothing) is None
    assert ended == [1]


def test_a_ticket_is_given_back_once(time: Time) -> None:
    at = gate(time)
    ticket = at.admit("192.0.2.1", nothing)
    assert ticket is not None
    other = at.admit("192.0.2.1", nothing)
    at.release(ticket)
    at.release(ticket)
    assert len(at) == 1
    assert other is not None
    at.release(other)
    assert len(at) == 0
    assert sum(at.admit("192.0.2.1", nothing) is not None for _ in range(5)) == 3


def test_lifted_limits_leave_only_the_total(time: Time) -> None:
    at = gate(time, burst=1, lifted=True)
    assert sum(at.admit("127.0.0.1", nothing) is not None for _ in range(20)) == 10


def test_wrong_passwords_make_their_own_address_wait_longer_and_longer(time: Time) -> None:
    patience = Patience(60, monotonic=time)
    waits = []
    for _ in range(12):
        waits.append(patience.wait_s("192.0.2.1", "ada"))
        patience.wrong("192.0.2.1", "ada")
    assert waits[:3] == [0, 0, 0]
    assert waits[3:] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    time.now += 60
    assert patience.wait_s("192.0.2.1", "ada") == 0
    time.now += 1000
    patience.wrong("192.0.2.1", "ada")
    assert patience.wait_s("192.0.2.1", "ada") == 0


def test_whoever_guesses_never_makes_the_owner_wait(time: Time) -> None:
    patience = Patience(60, monotonic=time)
    for n in range(500):
        patience.wrong(f"192.0.2.{n % 200}", "ada")
    assert patience.wait_s("198.51.100.1", "ada") == 0


def test_a_name_that_many_guess_at_makes_the_second_wrong_try_wait(time: Time) -> None:
    patience = Patience(60, monotonic=time)
    for n in range(50):
        patience.wrong(f"192.0.2.{n}", "ada")
    patience.wrong("198.51.100.1", "ada")
    assert patience.wait_s("198.51.100.1", "ada") == 60
    assert patience.wait_s("198.51.100.1", "theo") == 0


def test_a_right_password_forgives_its_address(time: Time) -> None:
    patience = Patience(60, monotonic=time)
    for _ in range(4):
        patience.wrong("192.0.2.1", "ada")
    patience.right("192.0.2.1", "ada")
    assert patience.wait_s("192.0.2.1", "ada") == 0


@pytest.mark.parametrize(
    ("environment", "term", "expected"),
    [
        ({}, "xterm-256color", "256"),
        ({}, "xterm", "16"),
        ({}, "linux", "16"),
        ({}, "screen-256color", "256"),
        ({}, "xterm-kitty", "truecolor"),
        ({"COLORTERM": "truecolor"}, "xterm-256color", "truecolor"),
        ({"COLORTERM": "24bit"}, "xterm", "truecolor"),
        ({"LC_TERMINAL": "iTerm2"}, "xterm-256color", "truecolor"),
        ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, "xterm-256color", "none"),
        ({"NO_COLOR": ""}, "xterm-256color", "256"),
        ({}, "dumb", "none"),
        ({}, "vt220", "none"),
        ({}, "", "none"),
        ({}, "something-new", "16"),
    ],
)
def test_colours_are_what_is_sure_to_be_shown(environment: dict[str, str], term: str, expected: str) -> None:
    assert colours(environment, term) == expected


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_every_size_becomes_one_that_can_be_drawn(columns: int, rows: int) -> None:
    width, height = clamped(columns, rows)
    assert 20 <= width <= 500
    assert 5 <= height <= 200


@given(st.lists(st.text(alphabet="\x1b[]<;:?0129~uMmRtPOA\r\n\x07aé\x9b200", max_size=60), max_size=8))
def test_no_input_breaks_the_next_key(pieces: list[str]) -> None:
    typed = Typed()
    for piece in pieces:
        typed.feed(piece)
    typed.feed("\x1b[201~")
    if typed.waits_s is not None:
        typed._parser._timeout_time = 0.0
        typed.tick()
    assert [getattr(event, "key", None) for event in typed.feed("x")][-1:] == ["x"]
