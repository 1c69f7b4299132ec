"""A department gave notice that something changed: ask again, and hold it against what was known.

A notice is a hint, the register's answer is the fact. What is found proposes; a decision that
was signed stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from portal.applications.codes import OPEN_STATES, State
from portal.applications.intake import facts, people
from portal.applications.intake.screening import Screened, latest_screening, run
from portal.applications.models import Application
from portal.applications.ports import FactAnswer, Outcome, Source
from portal.eligibility import same_proposal
from portal.households import composition, id_number_of
from portal.kernel.act import Act
from portal.kernel.database import db, load, lock

BEING_DECIDED = tuple(state for state in OPEN_STATES if state is not State.DRAFT)
"""Handed in and not decided: what is heard now still counts for the decision."""


@dataclass(frozen=True)
class PeopleChange:
    """Something about who belongs to a household, as its ``code`` says.

    A member ``died``, ``married`` somebody who is not one, ``parted`` from one, or ``left`` the
    applicant's hukou; or somebody ``joined`` that hukou, of whom nothing is kept here.
    ``on`` is the day of a death.
    """

    code: str
    person_uid: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Reconsidered:
    """An application screened again: what stood before, and what stands now."""

    before: Screened | None
    after: Screened


def ask_about(application_uid: str, sources: Collection[str], on: date) -> list[FactAnswer]:
    """Ask these sources again, and whatever else has no usable answer; outside ``write()`` only.

    Nobody is asked about who has not agreed to it.
    """
    application = load(Application, application_uid)
    known = people.newest(application.uid)
    wanted = [
        q
        for q in facts.questions(application, on, again=True)
        if q.source.value in sources or not facts.usable(known.get((q.source.value, q.person)), on)
    ]
    db.session.rollback()
    return facts.ask(wanted)


def reconsider(
    act: Act, *, application_uid: str, answers: Sequence[FactAnswer]
) -> Reconsidered | None:
    """Keep what came and screen anew, if nobody has decided meanwhile; else ``None``.

    When the proposal is another, whoever is about to sign the old one is told so.
    """
    application = lock(Application, application_uid)
    if application.state not in BEING_DECIDED:
        return None
    before = latest_screening(application.uid)
    facts.keep(act, application, answers)
    run(act, application)
    after = latest_screening(application.uid)
    assert after is not None
    if before is None or not same_proposal(before.ruling, after.ruling):
        # A new version, so that a form made from the old findings no longer fits.
        flag_modified(application, "klass")
        db.session.flush()
    return Reconsidered(before, after)


def people_changes(
    application_uid: str | None, household_uid: str, answers: Sequence[FactAnswer], on: date
) -> tuple[PeopleChange, ...]:
    """How the registers' families differ from what they said before, and from who is with us.

    Ask before the answers are kept. A register that says nothing says nothing about people.
    """
    ours = {m.person_uid: m.relation for m in composition(household_uid, on)}
    known = people.newest(application_uid, outcome=Outcome.HIT) if application_uid else {}
    numbers = {id_number_of(uid): uid for uid in sorted(ours)}
    found: list[PeopleChange] = []
    for answer in answers:
        if answer.outcome is not Outcome.HIT or answer.person not in ours:
            continue
        past = people.told(known.get((answer.source.value, answer.person)))
        if answer.source is Source.MARRIAGE:
            found += _marriage(answer, past, numbers)
        elif answer.source is Source.HUKOU and answer.values["status"] == "deceased":
            died_on = date.fromisoformat(answer.values["died_on"])
            found.append(PeopleChange("died", answer.person, died_on))
        elif answer.source is Source.HUKOU and ours[answer.person] == people.APPLICANT:
            found += _booklet(answer, past, numbers)
    return tuple(found)


def _booklet(
    answer: FactAnswer, past: dict[str, Any], numbers: dict[str, str]
) -> Iterator[PeopleChange]:
    """The applicant's hukou booklet: the one that says who belongs together."""
    if not past:
        return
    was, is_ = ({m["id_number"] for m in told["members"]} for told in (past, answer.values))
    if is_ - was - set(numbers):
        yield PeopleChange("joined")
    for number in sorted(was - is_):
        if number in numbers:
            yield PeopleChange("left", numbers[number])


def _marriage(
    answer: FactAnswer, past: dict[str, Any], numbers: dict[str, str]
) -> Iterator[PeopleChange]:
    spouse = (answer.values.get("spouse") or {}).get("id_number")
    before = (past.get("spouse") or {}).get("id_number")
    if spouse is not None and spouse not in numbers and spouse != before:
        yield PeopleChange("married", answer.person)
    if answer.values["status"] == "divorced" and before in numbers:
        yield PeopleChange("parted", answer.person)
