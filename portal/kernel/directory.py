"""Names of people and staff for pages, so that packages which are strangers can show them.

``app`` wires it to ``households`` and ``identity``; nobody below asks who answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Flask, current_app

Names = Callable[[Iterable[str]], dict[str, str]]
_KEY = "anju.directory"


def wire(app: Flask, *, people: Names, staff: Names) -> None:
    """Connect the registers of an app (``app`` only)."""
    app.extensions[_KEY] = people, staff


def _nobody(uids: Iterable[str]) -> dict[str, str]:
    return {}


def _registers() -> tuple[Names, Names]:
    found: tuple[Names, Names] = current_app.extensions.get(_KEY, (_nobody, _nobody))
    return found


def people(uids: Iterable[str]) -> dict[str, str]:
    """uid → name of persons; unknown uids are left out."""
    return _registers()[0](set(uids))


def staff_names(uids: Iterable[str]) -> dict[str, str]:
    """uid → name of staff; unknown uids are left out."""
    return _registers()[1](set(uids))


def person_name(uid: str) -> str:
    """One person's name, or an empty string."""
    return people([uid]).get(uid, "")


def actor_name(kind: str, uid: str) -> str:
    """The name of whoever acted, as a step or view remembers them."""
    if kind == "staff":
        return staff_names([uid]).get(uid, "")
    return people([uid]).get(uid, "") if kind == "resident" else ""
