"""People who have not come yet: made up by number, one after the other, all different.

The registers learn of them when they are first asked (``Population.answer``): a grown-up of the
city, single, without a home, with some income.
"""

from __future__ import annotations

from datetime import date, timedelta

from portal.exchange.simulator.cast import cast
from portal.exchange.simulator.numbers import id_number
from portal.exchange.simulator.people import MemberCard, token_of

_REGION = "450103"
_FAMILY_NAMES = "甘欧廖卢雷岑祝农闭谭邓马"
_GIVEN_NAMES = ("静怡", "建业", "小兰", "志远", "雪梅", "海波", "玉兰", "文杰", "春燕")
_FIRST_BIRTH = date(1984, 3, 11)


def stranger(n: int) -> MemberCard:
    """The n-th of them, counted from 1. Raises ``ValueError`` beyond a thousand."""
    if not 1 <= n <= 1000:
        raise ValueError(f"no {n}-th stranger")
    birth = _FIRST_BIRTH + timedelta(days=n * 2)
    number = id_number(_REGION, birth, 900 + n % 100)
    name = _FAMILY_NAMES[n % len(_FAMILY_NAMES)] + _GIVEN_NAMES[n % len(_GIVEN_NAMES)]
    return MemberCard(token_of(number), "self", birth, number, name, f"1997712{n:04d}")


def admin_token(number: str) -> str:
    """How ``SimulatorAdmin`` names the person of an ID number."""
    for family in cast():
        for _, person in family.people:
            if person.id_number == number:
                return person.token
    return token_of(number)
