"""The file of one application as a desk reads it: what to look at first, findings, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.codes import UNDECIDED_STATES, Permission, State
from portal.applications.guards import open_benefits
from portal.applications.intake import consents, saying, screening, signing
from portal.applications.intake import people as intake_people
from portal.applications.intake.progress import place_words, wish_words
from portal.applications.models import Application, ApplicationMember
from portal.applications.procedure import has_recused, newest_records, procedure_of
from portal.applications.review import asked, clocks, evidence, history, manual
from portal.applications.review.asked import AskedLine
from portal.applications.review.cards import (
    PAUSED,
    DueCard,
    due_card,
    group_words,
    klass_words,
    stage_name,
    tag_of,
)
from portal.applications.review.choosing import Option, options
from portal.applications.review.evidence import FactRow, FindingCard
from portal.applications.review.manual import ItemRow
from portal.households import PersonCard, person
from portal.kernel import directory
from portal.kernel.access import allowed
from portal.kernel.act import Act
from portal.kernel.database import load
from portal.kernel.deadlines import running
from portal.kernel.web.figures import day

RELATIONS = saying.RELATIONS | {"applicant": _l("applicant")}
CHANNELS = {"online": _l("online"), "window": _l("at a window"), "system": _l("by the system")}


@dataclass(frozen=True)
class PersonRow:
    """A person of the household: masked number, age, where the agreement stands."""

    name: str
    relation: str
    id_masked: str
    age: int
    agreed: str
    signed: str
    uid: str


@dataclass(frozen=True)
class StageBox:
    """A stage in the row of stages; ``state`` is done, now or empty."""

    title: str
    note: str
    state: str


@dataclass(frozen=True)
class CaseFile:
    """Everything the file page shows.

    ``doubles``: sets of files with help in two cities that nobody has looked at, and whether
    this duty may open them.
    """

    uid: str
    version: int
    number: str
    name: str
    size: int
    id_masked: str
    applicant_uid: str
    household_uid: str | None
    state: str
    stage: str
    family: str
    label: str
    unknown: int
    due: DueCard | None
    total: DueCard | None
    strip: tuple[tuple[str, str], ...]
    heed: tuple[tuple[str, str], ...]
    items: tuple[ItemRow, ...]
    doubles: tuple[tuple[str, bool], ...]
    findings: tuple[FindingCard, ...]
    counts: tuple[int, int, int]
    screened: str
    policy: str
    stale: bool
    facts: tuple[FactRow, ...]
    people: tuple[PersonRow, ...]
    papers: tuple[dict[str, Any], ...]
    stages: tuple[StageBox, ...]
    timeline: tuple[dict[str, str], ...]
    looked: tuple[dict[str, str], ...]
    asked: tuple[AskedLine, ...]
    options: tuple[Option, ...]
    notes: tuple[dict[str, str], ...]
    recused: bool
    mine: bool

    @property
    def stage_steps(self) -> list[dict[str, str]]:
        """The stages as the steps component takes them."""
        return [{"title": b.title, "when": b.note, "state": b.state} for b in self.stages]


def casefile(application_uid: str, act: Act) -> CaseFile:
    """The file as this duty may see it on ``act.on``. ``Missing`` when there is none."""
    application = load(Application, application_uid)
    members = intake_people.members(application.uid)
    cards = {m.person_uid: person(m.person_uid) for m in members}
    names = {uid: card.name for uid, card in cards.items()}
    found = screening.latest_screening(application.uid)
    ruled = found.ruling.ordered if found is not None else ()
    main = person(application.applicant_uid)
    clock = next(
        (c for k in (*clocks.WORK, clocks.PUBLIC) if (c := running(k, application.uid))), None
    )
    whole = running(clocks.TOTAL, application.uid)
    family, label = tag_of(application, clock, act.on)
    paused = str(PAUSED.get(State(application.state), ""))
    told = evidence.facts(application, members, names, act.on)
    doubles = open_benefits(application.uid) if application.state in UNDECIDED_STATES else []
    findings = [evidence.helped_elsewhere() for _set in doubles]
    findings += [evidence.finding(f, names, main.uid) for f in ruled]
    outcomes = [f.outcome for f in findings]
    return CaseFile(
        uid=application.uid,
        version=application.version,
        number=application.number or "",
        name=main.name,
        size=len(members),
        id_masked=main.id_masked,
        applicant_uid=main.uid,
        household_uid=application.household_uid,
        state=application.state,
        stage=application.stage,
        family=family,
        label=label,
        unknown=outcomes.count("unknown"),
        due=due_card(clock, act.on, paused) if clock else None,
        total=due_card(whole, act.on) if whole else None,
        strip=_strip(application, members),
        items=manual.open_rows(application, names, act.on),
        heed=tuple(evidence.heed(application, ruled, names, act.on)),
        doubles=tuple(
            (each.uid, allowed(act.by, Permission.SEE_DUPLICATES, each)) for each in doubles
        ),
        findings=tuple(findings),
        counts=(outcomes.count("met"), outcomes.count("not_met"), outcomes.count("unknown")),
        screened=day(found.on) if found else "",
        policy=found.policy[:8] if found else "",
        stale=evidence.stale(application),
        facts=told,
        people=tuple(_person(application, m, cards[m.person_uid], act.on) for m in members),
        papers=tuple(evidence.papers(application, names)),
        stages=tuple(_stages(application)),
        timeline=tuple(history.timeline(application)),
        looked=tuple(history.looked(application)),
        asked=tuple(asked.newest_of_each(application, names, act.on)),
        options=tuple(options(application, act)),
        notes=tuple(history.notes(application)),
        recused=has_recused(application.uid, act.by.uid),
        mine=application.assignee == act.by.uid,
    )


def _strip(
    application: Application, members: list[ApplicationMember]
) -> tuple[tuple[str, str], ...]:
    told, signed = consents.agreements(application.uid), signing.signed_by(application.uid)
    adults = [m for m in members if m.adult]
    agreed = sum(bool(told.get(m.person_uid, consents.Agreement()).asked) for m in adults)
    signatures = sum(m.person_uid in signed for m in adults)
    assignee = application.assignee or ""
    wish = f"{klass_words(application.klass)} · {wish_words(application.wish)}"
    if application.groups:
        wish = f"{wish} · {group_words(application.groups)}"
    route = str(CHANNELS.get(application.channel, application.channel))
    state = _("%(agreed)s of %(all)s agreed, %(signed)s signed",
              agreed=agreed, all=len(adults), signed=signatures)  # fmt: skip
    return (
        (_("Asks for"), wish),
        (_("How it came"), f"{route} · {state}"),
        (_("Handled in"), place_words(application.place)),
        (_("With"), directory.staff_names([assignee]).get(assignee, _("the team"))
         if assignee else _("the team")),
    )  # fmt: skip


def _person(
    application: Application, member: ApplicationMember, card: PersonCard, on: date
) -> PersonRow:
    told = consents.agreements(application.uid).get(member.person_uid, consents.Agreement())
    signed = signing.signed_by(application.uid).get(member.person_uid)
    if told.heard:
        agreed = _("agreed") if told.asked else _("does not agree")
    else:
        agreed = _("not asked yet") if member.adult else _("waits for a parent or guardian")
    return PersonRow(
        card.name, str(RELATIONS.get(member.relation, member.relation)), card.id_masked,
        card.age(on), agreed, day(signed.at) if signed else "—", card.uid,
    )  # fmt: skip


def _stages(application: Application) -> list[StageBox]:
    newest = newest_records(application.uid)
    names = directory.staff_names([r.by_uid for r in newest.values() if r.by_uid])
    boxes, reached = [], not application.stage
    for stage in procedure_of(application):
        record = newest.get(stage.code)
        note, state = "", ""
        if stage.code == application.stage:
            state, reached = "now", True
            note = _("since %(day)s", day=day(record.opened_on, "short")) if record else ""
        elif record is not None and record.closed_on and not reached:
            state = "done"
            who = names.get(record.by_uid or "", "")
            note = f"{who} {day(record.closed_on, 'short')}".strip()
        boxes.append(StageBox(stage_name(stage), note, state))
    return boxes
