"""Permissions: each package has one table *permission → any of (all of predicates)*.

A predicate is a pure question about who acts and the thing acted on. The thing may be
``None`` for pages without one; its place is ``thing.place`` or else ``thing.city``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from portal.kernel.act import Kind, Role, Who
from portal.kernel.errors import NotYours
from portal.kernel.levels import PROVEN, Ability, Field, may_see, opens
from portal.kernel.regions import covers

Predicate = Callable[[Who, Any], bool]
Rule = tuple[tuple[Predicate, ...], ...]
Table = Mapping[StrEnum, Rule]

_rules: dict[str, Rule] = {}


def install(table: Table) -> None:
    """Make a package's table known (once; the same permission twice is an error)."""
    for permission, rule in table.items():
        key = f"{type(permission).__module__}.{permission.value}"
        if _rules.get(key, rule) is not rule:
            raise ValueError(f"permission {key} is declared twice")
        _rules[key] = rule


def allowed(who: Who, permission: StrEnum, thing: Any = None) -> bool:
    """May they? The house itself may (moves only a person may make say so themselves)."""
    if who.kind is Kind.SYSTEM:
        return True
    rule = _rules[f"{type(permission).__module__}.{permission.value}"]
    return any(all(predicate(who, thing) for predicate in group) for group in rule)


def require(who: Who, permission: StrEnum, thing: Any = None) -> None:
    """Raise ``NotYours`` unless allowed."""
    if not allowed(who, permission, thing):
        raise NotYours(permission.value)


def for_staff_only(permission: StrEnum) -> bool:
    """Does every way to this permission need a staff member? (Then visitors sign in there.)"""
    rule = _rules[f"{type(permission).__module__}.{permission.value}"]
    return all(
        any(each is a_staff_member or hasattr(each, "roles") for each in group) for group in rule
    )


# --- predicates every package may use ------------------------------------------


def anyone(who: Who, thing: Any) -> bool:
    """The public, signed in or not."""
    return True


def a_resident(who: Who, thing: Any) -> bool:
    """A signed-in resident, at any level above none."""
    return who.kind is Kind.RESIDENT


def a_staff_member(who: Who, thing: Any) -> bool:
    """Staff with a running duty."""
    return who.kind is Kind.STAFF and who.duty is not None


def has_role(*roles: Role) -> Predicate:
    """Staff exercising one of these roles."""
    wanted: frozenset[Role] = frozenset(roles)

    def predicate(who: Who, thing: Any) -> bool:
        return who.kind is Kind.STAFF and who.role in wanted

    predicate.roles = wanted  # type: ignore[attr-defined]
    return predicate


def place_of(thing: Any) -> str | None:
    """The region code a thing lies in: its ``place``, else its ``city``."""
    return getattr(thing, "place", None) or getattr(thing, "city", None)


def in_region(who: Who, thing: Any) -> bool:
    """The thing lies within the duty's region (no thing: nothing to compare)."""
    if who.duty is None:
        return False
    place = place_of(thing) if thing is not None else None
    return thing is None or (place is not None and covers(who.duty.region, place))


def able(ability: Ability) -> Predicate:
    """A resident whose assurance level opens this ability (the one table of levels)."""

    def predicate(who: Who, thing: Any) -> bool:
        return who.kind is Kind.RESIDENT and opens(who.level, ability)

    predicate.asks = ability  # type: ignore[attr-defined]
    return predicate


def sees(field: Field) -> Predicate:
    """A resident whose assurance level may see this class of fields."""

    def predicate(who: Who, thing: Any) -> bool:
        return who.kind is Kind.RESIDENT and may_see(who.level, field)

    predicate.asks = field  # type: ignore[attr-defined]
    return predicate


def within_reach(who: Who, thing: Any) -> bool:
    """Whoever is not proven reaches only the application their visit is about.

    They typed an ID number; what else there is under that number is not theirs to know.
    """
    if who.level >= PROVEN:
        return True
    meant = getattr(thing, "about", None) or getattr(thing, "uid", None)
    return bool(who.about) and meant == who.about


def own(who: Who, thing: Any) -> bool:
    """The thing is the resident's own: their uid is in ``thing.people`` or is ``person_uid``."""
    if who.kind is not Kind.RESIDENT or thing is None:
        return False
    people: Iterable[str] = getattr(thing, "people", None) or (getattr(thing, "person_uid", ""),)
    return who.uid in set(people) and within_reach(who, thing)


def staff(*roles: Role) -> tuple[Predicate, ...]:
    """Shorthand: one of these roles, within its region."""
    return (has_role(*roles), in_region)
