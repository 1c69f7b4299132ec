"""How sure we are who a resident is, and what each level may see and do: the one table.

An ID number is an identifier, never a credential (trust.md §4). Permissions ask ``opens`` and
``may_see``, templates ask ``sees``; docs/levels.md is written from here (``flask house levels``).
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


class Field(StrEnum):
    """A class of what pages show about somebody."""

    STAGE = "stage"
    LETTERS = "letters"
    NAME = "name"
    CONTACT = "contact"
    LETTER_TEXT = "letter_text"
    OWN_FACTS = "own_facts"
    FINDINGS = "findings"
    FAMILY_VALUES = "family_values"
    RANK = "rank"
    OFFER = "offer"
    AMOUNTS = "amounts"
    DOCUMENTS = "documents"
    RECORD = "record"
    LOOKS = "looks"
    PAYEE = "payee"


class Ability(StrEnum):
    """Something a resident does."""

    FILL_DRAFT = "fill_draft"
    SUBMIT = "submit"
    ANSWER_SUPPLEMENT = "answer_supplement"
    WITHDRAW = "withdraw"
    SIGN_COMMITMENT = "sign_commitment"
    OBJECT = "object"
    REGISTER_INTEREST = "register_interest"
    BE_LISTED = "be_listed"
    END_ALL_VISITS = "end_all_visits"
    ACCEPT_OFFER = "accept_offer"
    CHOOSE_UNIT = "choose_unit"
    SIGN_LEASE = "sign_lease"
    NAME_PAYEE = "name_payee"
    BE_PAID = "be_paid"


SEES: dict[Field, Level] = {
    Field.STAGE: Level.I1,
    Field.LETTERS: Level.I1,
    Field.NAME: Level.I1R,
    Field.CONTACT: Level.I1R,
    Field.LETTER_TEXT: Level.I1R,
    Field.OWN_FACTS: Level.I1R,
    Field.FINDINGS: Level.I1R,
    Field.FAMILY_VALUES: Level.I1R,
    Field.RANK: Level.I1R,
    Field.OFFER: Level.I1R,
    Field.AMOUNTS: Level.I1R,
    Field.DOCUMENTS: Level.I1R,
    Field.RECORD: Level.I1R,
    Field.LOOKS: Level.I1R,
    Field.PAYEE: Level.I2,
}
"""The lowest level that sees each class. Below I1R: of the application begun in this visit, or
named by the receipt, and of no other."""

DOES: dict[Ability, Level] = {
    Ability.FILL_DRAFT: Level.I0,
    Ability.SUBMIT: Level.I1,
    Ability.ANSWER_SUPPLEMENT: Level.I1,
    Ability.WITHDRAW: Level.I1,
    Ability.SIGN_COMMITMENT: Level.I1R,
    Ability.OBJECT: Level.I1R,
    Ability.REGISTER_INTEREST: Level.I1R,
    Ability.BE_LISTED: Level.I1R,
    Ability.END_ALL_VISITS: Level.I1R,
    Ability.ACCEPT_OFFER: Level.I2,
    Ability.CHOOSE_UNIT: Level.I2,
    Ability.SIGN_LEASE: Level.I2,
    Ability.NAME_PAYEE: Level.I2,
    Ability.BE_PAID: Level.I2,
}
"""The lowest level that does each thing."""

PROVEN = Level.I1R
"""From here on the person at the keyboard is taken for the person named."""


def opens(level: Level, ability: Ability) -> bool:
    """Does that level open that ability?"""
    return level >= DOES[ability]


def may_see(level: Level, field: Field) -> bool:
    """May that level see that class of fields?"""
    return level >= SEES[field]
