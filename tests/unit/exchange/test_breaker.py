from __future__ import annotations

from portal.exchange.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(limit=3, rest=30, clock=clock)
    for _ in range(3):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_opens_at_the_limit_and_not_before() -> None:
    breaker = Breaker(limit=3)
    breaker.failed()
    breaker.failed()
    assert breaker.allows()
    assert not breaker.open
    breaker.failed()
    assert breaker.open
    assert not breaker.allows()


def test_a_success_between_failures_starts_the_count_again() -> None:
    breaker = Breaker(limit=2)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.allows()


def test_one_probe_after_the_rest() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 29.9
    assert not breaker.allows()
    clock.now = 30.0
    assert breaker.allows()
    assert not breaker.allows(), "only one probe at a time"


def test_a_good_probe_closes_a_bad_one_rests_again() -> None:
    clock = Clock()
    good, bad = opened(clock), opened(clock)
    clock.now = 30.0
    assert good.allows()
    assert bad.allows()
    good.succeeded()
    bad.failed()
    assert good.allows()
    assert good.allows()
    assert not bad.allows()
    clock.now = 60.0
    assert bad.allows()
