"""Who proves people, seen from here: the ports, and what goes through them.

``app`` wires them: exchange speaks OpenID Connect to the unified identity platform; applications
knows whose register and drafts a proof touches, and asks the operators about phones. Without a
platform the button does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from flask import current_app

from portal.kernel.act import Act
from portal.kernel.levels import Level

PLATFORM = "anju.platform"
REGISTER = "anju.proven"
RENEWAL = "anju.renewal"
"""Names of the three ports among the application's extensions."""


@dataclass(frozen=True)
class Departure:
    """Where the browser is sent, and what must fit when it comes back (kept sealed)."""

    url: str
    kept: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Proven:
    """Who the platform says is at the keyboard; ``phone`` only if the platform checked it."""

    id_number: str = field(repr=False)
    name: str = field(repr=False)
    phone: str = field(default="", repr=False)


class IdentityPlatform(Protocol):
    """Whoever proves people for the whole region."""

    def depart(self) -> Departure:
        """Begin a sign-in. Raises ``Unavailable('platform_silent')``."""

    def arrive(self, kept: Mapping[str, str], answer: Mapping[str, str]) -> Proven:
        """Read what the browser brought back, and ask the platform who it is.

        Raises ``Unavailable('platform_silent')``, ``Refused('platform_stopped')`` when the
        person turned back there, ``Refused('platform_answer_wrong')`` for anything that does
        not hold; its fact ``why`` is for the log.
        """

    def leave(self) -> str:
        """Where one signs out there too; empty if the platform offers no such place."""


class Register(Protocol):
    """Whoever keeps people and what is theirs."""

    def __call__(self, act: Act, proven: Proven) -> str:
        """Take over a proof, inside ``write()``; the uid of the person. May raise ``Refused``."""


class Renewal(Protocol):
    """Whoever may ask the operators again."""

    def __call__(self, act: Act, person_uid: str) -> Level:
        """The level by what they say now of the number that counts; outside ``write()``."""


def platform() -> IdentityPlatform | None:
    """The platform the application was wired to, if any."""
    found: IdentityPlatform | None = current_app.extensions.get(PLATFORM)
    return found


def platform_open() -> bool:
    """Is there a platform to sign in through? (Whether it answers shows when it is asked.)"""
    return platform() is not None


def renewal() -> Renewal:
    """Whom ``app`` named to ask the operators."""
    found: Renewal = current_app.extensions[RENEWAL]
    return found


def register() -> Register:
    """Whom ``app`` named as the keeper of people."""
    found: Register = current_app.extensions[REGISTER]
    return found
