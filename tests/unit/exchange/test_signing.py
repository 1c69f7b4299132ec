from __future__ import annotations

import pytest

from portal.exchange.signing import (
    REPLAY_WINDOW_SECONDS,
    SignatureRefused,
    SigningKey,
    Verifier,
    partner_key,
    signed_headers,
)

KEY = SigningKey("anju", b"a secret of some length")
NOW = 1_772_400_000
BODY = b'{"id_number":"450103198409170027"}'


def verifier(now: float = NOW) -> Verifier:
    return Verifier({KEY.id: KEY}, clock=lambda: now)


def headers(key: SigningKey = KEY, at: int = NOW) -> dict[str, str]:
    return signed_headers(key, method="POST", path="/v1/hukou/query", body=BODY, at=at)


def check(it: Verifier, given: dict[str, str], **changed: object) -> str:
    parts = {"method": "POST", "path": "/v1/hukou/query", "body": BODY} | changed
    return it.check(given, **parts)  # type: ignore[arg-type]


def test_a_signed_request_is_known_by_its_key() -> None:
    assert check(verifier(), headers()) == "anju"


def test_the_same_request_twice_is_refused() -> None:
    it, given = verifier(), headers()
    check(it, given)
    with pytest.raises(SignatureRefused, match="replayed"):
        check(it, given)


@pytest.mark.parametrize(
    "changed",
    [{"method": "PUT"}, {"path": "/v1/income/query"}, {"body": BODY + b" "}],
)
def test_nothing_signed_may_change(changed: dict[str, object]) -> None:
    with pytest.raises(SignatureRefused, match="wrong"):
        check(verifier(), headers(), **changed)


@pytest.mark.parametrize("name", ["X-Time", "X-Nonce"])
def test_time_and_nonce_are_signed_too(name: str) -> None:
    given = headers()
    given[name] = str(NOW + 1) if name == "X-Time" else "0" * 32
    with pytest.raises(SignatureRefused, match="wrong"):
        check(verifier(), given)


@pytest.mark.parametrize("late", [REPLAY_WINDOW_SECONDS, -REPLAY_WINDOW_SECONDS])
def test_just_inside_the_window(late: int) -> None:
    assert check(verifier(), headers(at=NOW - late)) == "anju"


@pytest.mark.parametrize("late", [REPLAY_WINDOW_SECONDS + 1, -REPLAY_WINDOW_SECONDS - 1])
def test_just_outside_the_window(late: int) -> None:
    with pytest.raises(SignatureRefused, match="stale"):
        check(verifier(), headers(at=NOW - late))


def test_a_request_from_the_future_cannot_be_replayed_when_its_time_comes() -> None:
    now = [float(NOW)]
    it = Verifier({KEY.id: KEY}, clock=lambda: now[0])
    given = headers(at=NOW + REPLAY_WINDOW_SECONDS)
    check(it, given)
    now[0] += 2 * REPLAY_WINDOW_SECONDS
    with pytest.raises(SignatureRefused, match="replayed"):
        check(it, given)


def test_wrong_secret_and_unknown_key() -> None:
    with pytest.raises(SignatureRefused, match="wrong"):
        check(verifier(), headers(SigningKey("anju", b"another")))
    with pytest.raises(SignatureRefused, match="unknown_key"):
        check(verifier(), headers(SigningKey("mallory", KEY.secret)))


@pytest.mark.parametrize("name", ["X-Key", "X-Time", "X-Nonce", "X-Signature"])
def test_a_missing_header_is_refused(name: str) -> None:
    given = headers()
    del given[name]
    with pytest.raises(SignatureRefused):
        check(verifier(), given)


@pytest.mark.parametrize("at", ["²", "-5", "", "1e9", "12٣"])
def test_a_time_that_is_no_plain_number(at: str) -> None:
    with pytest.raises(SignatureRefused, match="unsigned"):
        check(verifier(), headers() | {"X-Time": at})


def test_a_refused_request_costs_no_memory() -> None:
    it, given = verifier(), headers()
    with pytest.raises(SignatureRefused):
        check(it, given | {"X-Signature": "0" * 64})
    assert check(it, given) == "anju"


def test_a_key_does_not_show_its_secret() -> None:
    assert "secret of" not in repr(KEY)


def test_a_short_partner_secret_is_refused() -> None:
    assert partner_key("x" * 16).id == "anju"
    with pytest.raises(ValueError, match="16"):
        partner_key("x" * 15)
