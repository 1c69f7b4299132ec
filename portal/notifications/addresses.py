"""Where a letter on paper goes: the home we let to them, else what the household register says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from portal.applications import registered_addresses
from portal.housing import estate, unit
from portal.tenancy import homes_of


class Known(StrEnum):
    """How we know an address."""

    HOME = "home"
    REGISTER = "register"


@dataclass(frozen=True)
class Address:
    """One line for the window of an envelope, and where it comes from."""

    text: str
    known: Known


def addresses_of(people: Collection[str]) -> dict[str, Address]:
    """By person; whoever is missing has no address we know of."""
    asked = set(people)
    found = {
        uid: Address(text, Known.REGISTER) for uid, text in registered_addresses(asked).items()
    }
    for uid, home in homes_of(asked).items():
        found[uid] = Address(_at(home), Known.HOME)
    return found


def _at(unit_uid: str) -> str:
    home = unit(unit_uid)
    return f"{estate(home.estate_uid).address} {home.label}"
