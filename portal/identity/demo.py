"""Sign-in without proof, for the demonstration only."""

from __future__ import annotations

from flask import current_app

from portal.identity.duties import duties_of
from portal.kernel.act import Kind
from portal.kernel.errors import Missing
from portal.kernel.levels import Level
from portal.kernel.web.sessions import begin_visit


def _only_in_demo() -> None:
    if not current_app.config.get("DEMO"):
        raise Missing("demo")


def demo_sign_in_staff(*, staff_uid: str, duty_uid: str) -> None:
    """Become that member of staff in that duty. Raises ``Missing`` outside demo mode."""
    _only_in_demo()
    if duty_uid not in {duty.uid for duty in duties_of(staff_uid)}:
        raise Missing("duty")
    begin_visit(Kind.STAFF, staff_uid, duty=duty_uid)


def demo_sign_in_resident(*, person_uid: str, level: Level = Level.I2) -> None:
    """Become that resident, as proven as ``level`` says. Raises ``Missing`` outside demo mode."""
    _only_in_demo()
    begin_visit(Kind.RESIDENT, person_uid, level=level)
