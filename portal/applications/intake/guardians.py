"""Who speaks for a minor: a parent on the application, or whoever is shown to be the guardian.

PIPL art. 31: about a child only what a parent or guardian agreed to is asked. Living in one
household register makes nobody a guardian; who is neither is listed, and the questions wait.
"""

from __future__ import annotations

from portal.applications.codes import How, Shown
from portal.applications.intake import consents
from portal.applications.intake.people import CHILD, members, newest, told
from portal.applications.models import Application, ApplicationMember
from portal.applications.ports import Outcome, Source
from portal.households import find_person
from portal.kernel.act import Act
from portal.kernel.errors import Refused
from portal.kernel.policy import Rulebook


def waiting(application_uid: str) -> list[ApplicationMember]:
    """Minors for whom no parent or guardian has answered yet."""
    heard = consents.agreements(application_uid)
    return [
        row
        for row in members(application_uid)
        if not row.adult and not heard.get(row.person_uid, consents.Agreement()).heard
    ]


def speak(act: Act, application: Application, rules: Rulebook) -> bool:
    """Parents who answered for themselves answered for their children too. Did any now?"""
    left = waiting(application.uid)
    parents = _parents(application) if left else {}
    heard, spoken = consents.agreements(application.uid), False
    for child in left:
        for parent in parents.get(child.person_uid, ()):
            said = heard.get(parent, consents.Agreement())
            if said.heard:
                _give(act, application, child.person_uid, said, rules)
                spoken = True
                break
    return spoken


def _parents(application: Application) -> dict[str, list[str]]:
    """Child → its parents on the application, by what the parents' own register says."""
    known, found = newest(application.uid), dict[str, list[str]]()
    for adult in members(application.uid):
        answer = known.get((Source.HUKOU.value, adult.person_uid))
        if not adult.adult or answer is None or answer.outcome != Outcome.HIT:
            continue
        for line in told(answer).get("members", ()):
            child = find_person(line["id_number"]) if line["relation"] == CHILD else None
            if child is not None:
                found.setdefault(child.uid, []).append(adult.person_uid)
    return found


def _give(
    act: Act, application: Application, child: str, said: consents.Agreement, rules: Rulebook
) -> None:
    # Who speaks for a child sees what is known of the child.
    consents.give(
        act, application, person_uid=child, rules=rules, how=How.GUARDIAN,
        asked=bool(said.asked), sensitive=bool(said.sensitive), family=True,
    )  # fmt: skip


def show(
    act: Act, application: Application, *, person_uid: str, found: str, rules: Rulebook
) -> None:
    """A person saw who speaks for the minor, by a paper or in front of them, and what they say.

    The applicant shown to be the guardian has answered already, for themselves and so for the
    child. Raises ``Refused('guardian_missing' | 'guardian_not_heard')``.
    """
    if found not in set(Shown):
        raise Refused("guardian_missing", field="guardian")
    if found == Shown.APPLICANT:
        applicant = consents.agreement(application.uid, application.applicant_uid)
        if not applicant.heard:
            raise Refused("guardian_not_heard", field="guardian")
        _give(act, application, person_uid, applicant, rules)
        return
    consents.give(
        act, application, person_uid=person_uid, rules=rules, how=How.WINDOW,
        asked=found != Shown.DECLINES, sensitive=found == Shown.AGREES,
    )  # fmt: skip
