"""The documentation page of the assurance levels, written from their table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from portal.kernel.access import Table
from portal.kernel.levels import DOES, SEES, Ability, Field, Level

_HEAD = """# Assurance levels

Written by `flask house levels` from `portal/kernel/levels.py`; do not edit by hand. Permissions
of the packages and the fields of pages ask this table; `tests/house/test_levels.py` asks every
page of a resident, at every level, for what must not be on it.

An ID number is an identifier, never a credential. Below I1R nobody is taken for the person named:
a visit reaches the one application it began, or was given the receipt for, and nothing else that
goes by the same number. What it shows as a name is what was typed.
"""
HOW: Mapping[Level, str] = {
    Level.I0: "ID number, name and phone were typed",
    Level.I1: "a code sent to that phone was typed",
    Level.I1R: "and the operators confirm name, ID number and phone",
    Level.I2: "seen with a document at a window, or named by the unified identity platform",
}
FIELDS: Mapping[Field, str] = {
    Field.STAGE: "where the application stands, what was asked for, what comes next",
    Field.LETTERS: "what letters are called, and their dates",
    Field.NAME: "the name as the register has it",
    Field.CONTACT: "the phone that counts, masked",
    Field.LETTER_TEXT: "what letters say",
    Field.OWN_FACTS: "what departments said about oneself",
    Field.FINDINGS: "condition by condition, class, re-check",
    Field.FAMILY_VALUES: "who else belongs; values of minors, and of adults who agreed",
    Field.RANK: "place, queue number, what moved it",
    Field.OFFER: "rounds and the home offered",
    Field.AMOUNTS: "rent, subsidy, how they are worked out",
    Field.DOCUMENTS: "lease, agreement, evidence",
    Field.RECORD: "credit record and cases",
    Field.LOOKS: "who has looked at the file, and why",
    Field.PAYEE: "bank and end of the account",
}
ABILITIES: Mapping[Ability, str] = {
    Ability.FILL_DRAFT: "type the code for a draft just begun",
    Ability.SUBMIT: "fill in and hand in; received and screened, not decided",
    Ability.ANSWER_SUPPLEMENT: "send what was asked for",
    Ability.WITHDRAW: "take the application back",
    Ability.SIGN_COMMITMENT: "promise instead of papers; answer as another adult",
    Ability.OBJECT: "object, ask for re-examination, answer an allegation",
    Ability.REGISTER_INTEREST: "take part in a round, give up an offer",
    Ability.BE_LISTED: "go on public notice and on the waiting list; pause, leave",
    Ability.END_ALL_VISITS: "sign out everywhere",
    Ability.ACCEPT_OFFER: "accept a home",
    Ability.CHOOSE_UNIT: "choose a unit",
    Ability.SIGN_LEASE: "sign or decline a lease",
    Ability.NAME_PAYEE: "sign the subsidy agreement, name an account",
    Ability.BE_PAID: "receive money",
}
LEVELS = tuple(HOW)


def levels_markdown(tables: Iterable[Table]) -> str:
    """How each level is reached, what it sees and does, and which permissions ask for it."""
    asked = asked_by(tables)
    lines = [_HEAD, "| level | reached when |", "|---|---|"]
    lines += [f"| {level.name} | {how} |" for level, how in HOW.items()]
    lines += ["", "## What a level sees", "", *_table(SEES, FIELDS, asked)]
    lines += ["", "## What a level does", "", *_table(DOES, ABILITIES, asked), ""]
    return "\n".join(lines)


def asked_by(tables: Iterable[Table]) -> dict[StrEnum, list[str]]:
    """Field or ability -> the permissions whose predicates ask for it, by name."""
    found: dict[StrEnum, set[str]] = {}
    for table in tables:
        for permission, rule in table.items():
            name = f"{type(permission).__module__.split('.')[1]}.{permission.value}"
            for predicate in (each for group in rule for each in group):
                asks = getattr(predicate, "asks", None)
                if asks is not None:
                    found.setdefault(asks, set()).add(name)
    return {thing: sorted(names) for thing, names in found.items()}


def _table(
    rows: Mapping[Field, Level] | Mapping[Ability, Level],
    words: Mapping[Field, str] | Mapping[Ability, str],
    asked: Mapping[StrEnum, list[str]],
) -> list[str]:
    names = " | ".join(level.name for level in LEVELS)
    lines = [f"| | | {names} | asked by |", f"|---|---|{'---|' * len(LEVELS)}---|"]
    for thing, lowest in rows.items():
        marks = " | ".join("yes" if level >= lowest else "\u2013" for level in LEVELS)
        by = ", ".join(f"`{name}`" for name in asked.get(thing, ())) or "the pages\u2019 fields"
        lines.append(f"| `{thing.value}` | {words[thing]} | {marks} | {by} |")  # type: ignore[index]
    return lines
