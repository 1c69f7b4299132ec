"""Names of people and staff for pages, so that packages which are strangers can show them.

``app`` wires it to ``households`` and ``identity``; nobody below asks who answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Names = Callable[[Iterable[str]], dict[str, str]]


def _nobody(uids: Iterable[str]) -> dict[str, str]:
    return {}


_people: Names = _nobody
_staff: Names = _nobody


def wire(*, people: Names, staff: Names) -> None:
    """Connect the registers (``app`` only)."""
    global _people, _staff
    _people, _staff = people, staff


def people(uids: Iterable[str]) -> dict[str, str]:
    """uid → name of persons; unknown uids are left out."""
    return _people(set(uids))


def staff_names(uids: Iterable[str]) -> dict[str, str]:
    """uid → name of staff; unknown uids are left out."""
    return _staff(set(uids))


def person_name(uid: str) -> str:
    """One person's name, or an empty string."""
    return people([uid]).get(uid, "")


def actor_name(kind: str, uid: str) -> str:
    """The name of whoever acted, as a step or view remembers them."""
    if kind == "staff":
        return staff_names([uid]).get(uid, "")
    return people([uid]).get(uid, "") if kind == "resident" else ""
