"""Tokens work once, sessions need their one secret, addresses are exact, paces fill again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.server.address import Address
from digitscope.server.keys import UNSPENT, Keys
from digitscope.server.limits import Limits
from digitscope.server.pace import Pace, Tally
from digitscope.server.refusal import RefusalError


def test_a_token_works_once_and_another_servers_never() -> None:
    keys = Keys(Limits())
    token = keys.fresh_token()
    session = keys.exchange(token)
    assert keys.session([session.secret]) is session
    for bad in (token, Keys(Limits()).fresh_token(), "", "\ud800", "é"):
        with pytest.raises(RefusalError, match="opens the lab once") as caught:
            keys.exchange(bad)
        assert (caught.value.status, caught.value.code) == (401, "TOKEN_NOT_VALID")
    assert keys.was_spent(token)
    assert not keys.was_spent("never")


def test_only_the_newest_tokens_are_valid() -> None:
    keys = Keys(Limits())
    tokens = [keys.fresh_token() for _ in range(UNSPENT + 1)]
    with pytest.raises(RefusalError):
        keys.exchange(tokens[0])
    assert keys.exchange(tokens[1])


def test_a_session_needs_exactly_one_secret_and_the_right_one() -> None:
    keys = Keys(Limits())
    session = keys.exchange(keys.fresh_token())
    other = keys.exchange(keys.fresh_token())
    for given_secrets in ([], ["x"], [session.secret] * 2, [session.secret, other.secret], [session.secret + "\xff"]):
        assert keys.session(given_secrets) is None


def test_tokens_and_secrets_have_enough_bits() -> None:
    keys = Keys(Limits())
    token = keys.fresh_token()
    assert len(token) * 6 >= 128
    assert len(keys.exchange(token).secret) * 6 >= 256


@given(st.text(max_size=30))
def test_no_other_text_names_the_lab(host: str) -> None:
    address = Address(8784, ("lab.local",))
    known = {f"{name}:8784" for name in ("127.0.0.1", "localhost", "[::1]", "lab.local")}
    assert address.allows(host) is (host.isascii() and host.lower() in known)


def test_at_port_80_browsers_leave_the_port_out() -> None:
    assert Address(80).allows("localhost")
    assert not Address(8080).allows("localhost")


def test_the_address_to_open_is_what_the_lab_is_called_by() -> None:
    assert Address(9, ("lab.local",), called="lab.local").url("t") == "http://lab.local:9/?token=t"
    assert Address(9, ("lab.local",)).url("t") == "http://127.0.0.1:9/?token=t"
    assert Address(9).cookie == "digitscope-9"


@given(st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_a_pace_never_gives_more_than_its_burst_and_its_rate(rests: list[float]) -> None:
    pace, now, allowed = Pace(2, burst=5), 100.0, 0
    for rest in rests:
        now += rest
        allowed += pace.allows(now=now)
    assert allowed <= 5 + 2 * sum(rests[1:]) + 1e-6


def test_h104_a_pace_that_was_used_up_fills_again() -> None:
    pace = Pace(10, burst=1)
    assert [pace.allows(now=moment) for moment in (0, 0.05, 0.11, 0.12)] == [True, False, True, False]


def test_a_tally_forgets() -> None:
    tally = Tally(seconds=10)
    assert [tally.add(now=moment) for moment in (0, 1, 10.5, 30)] == [1, 2, 2, 1]
