"""How sure we are who a resident is, and what each level may do: the one table (trust.md §4).

An ID number is an identifier, never a credential.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """Assurance that the person at the keyboard is the person named."""

    NONE = 0
    I0 = 1  # typed: ID number, name, phone
    I1 = 2  # a code sent to that phone was typed
    I1R = 3  # and the phone's real-name registration matches name and ID number
    I2 = 4  # seen in person at a window, or the region's unified identity


class Ability(StrEnum):
    """What a level opens."""

    FILL_DRAFT = "fill_draft"
    SEE_STAGE = "see_stage"
    ANSWER_SUPPLEMENT = "answer_supplement"
    WITHDRAW = "withdraw"
    SEE_OWN_FACTS = "see_own_facts"
    SIGN_COMMITMENT = "sign_commitment"
    OBJECT = "object"
    REGISTER_INTEREST = "register_interest"
    BE_LISTED = "be_listed"
    ACCEPT_OFFER = "accept_offer"
    CHOOSE_UNIT = "choose_unit"
    SIGN_LEASE = "sign_lease"
    NAME_PAYEE = "name_payee"
    BE_PAID = "be_paid"


_I0 = frozenset({Ability.FILL_DRAFT})
_I1 = _I0 | {Ability.SEE_STAGE, Ability.ANSWER_SUPPLEMENT, Ability.WITHDRAW}
_I1R = _I1 | {
    Ability.SEE_OWN_FACTS,
    Ability.SIGN_COMMITMENT,
    Ability.OBJECT,
    Ability.REGISTER_INTEREST,
    Ability.BE_LISTED,
}
_I2 = _I1R | {
    Ability.ACCEPT_OFFER,
    Ability.CHOOSE_UNIT,
    Ability.SIGN_LEASE,
    Ability.NAME_PAYEE,
    Ability.BE_PAID,
}

ABILITIES: dict[Level, frozenset[Ability]] = {
    Level.NONE: frozenset(),
    Level.I0: _I0,
    Level.I1: _I1,
    Level.I1R: _I1R,
    Level.I2: _I2,
}


def opens(level: Level, ability: Ability) -> bool:
    """Does that level open that ability?"""
    return ability in ABILITIES[level]
