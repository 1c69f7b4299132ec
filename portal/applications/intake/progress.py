"""Where a draft or an application stands: old tabs, what comes next, what happened, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.applications.codes import State
from portal.applications.intake import consents, people, saying, screening, signing
from portal.applications.intake.reading import co_adults, unspoken
from portal.applications.models import Answer, Application
from portal.applications.ports import Outcome
from portal.eligibility import Finding, condition_label, rule_words, seen_words
from portal.households import people_names
from portal.kernel.deadlines import running
from portal.kernel.journal import steps_of
from portal.kernel.levels import Field, Level, may_see
from portal.kernel.policy import rulebook
from portal.kernel.regions import region
from portal.kernel.web.figures import day


@dataclass(frozen=True)
class Look:
    """What a page showed of a draft; compared when the page comes back from an old tab."""

    wish: str
    district: str
    place: str
    people: int
    answered: int

    def text(self) -> str:
        """For a hidden field; codes and counts only."""
        return "|".join((self.wish, self.district, self.place, str(self.people),
                         str(self.answered)))  # fmt: skip

    @classmethod
    def parse(cls, text: str) -> Look | None:
        """What ``text`` wrote, or nothing when the field was tampered with."""
        parts = text.split("|")
        if len(parts) != 5 or not (parts[3].isdigit() and parts[4].isdigit()):
            return None
        return cls(parts[0], parts[1], parts[2], int(parts[3]), int(parts[4]))


def look(application: Application, level: Level) -> Look:
    """How the draft stands now, as far as this level may know."""
    told, rows = consents.agreements(application.uid), people.members(application.uid)
    if not may_see(level, Field.FAMILY_VALUES):
        told, rows = {}, []
    return Look(
        application.wish or "", application.district or "", application.place,
        len(rows), sum(a.heard for a in told.values()),
    )  # fmt: skip


def changes(before: Look, now: Look) -> list[tuple[str, str, str]]:
    """(what, before, now) for the conflict page."""
    rows = [
        (_("What you would like"), wish_words(before.wish), wish_words(now.wish)),
        (
            _("Where you would like to live"),
            place_words(before.district),
            place_words(now.district),
        ),
        (_("District that handles it"), place_words(before.place), place_words(now.place)),
        (_("People on the application"), str(before.people), str(now.people)),
        (_("Answers to our question for agreement"), str(before.answered), str(now.answered)),
    ]
    return [row for row in rows if row[1] != row[2]]


def wish_words(code: str | None) -> str:
    """The wish in words; a dash where there is none yet."""
    return next((str(words) for wish, words in saying.WISHES.items() if wish == code), "—")


def place_words(code: str | None) -> str:
    """A county's name in the page's language."""
    if not code:
        return "—"
    found = region(code)
    return found.name_en if saying.english() else found.name


@dataclass(frozen=True)
class NextStep:
    """One step of what happens next."""

    title: str
    when: str
    state: str = ""


def next_steps(application: Application, on: date, level: Level) -> list[NextStep]:
    """The city's own stages in plain words, as far as the application has come."""
    rules = rulebook(application.place, on=application.submitted_on or on)
    # Which class applies follows from the facts: not told to somebody who may not see them.
    known = application.klass == "B" and may_see(level, Field.FINDINGS)
    klass = "class_b" if known else "class_a"
    waiting = [adult.name for adult in co_adults(application, level) if adult.state == "waiting"]
    unspoken_for = unspoken(application, level)
    due = running(signing.ACCEPTANCE, application.uid)
    steps = [NextStep(_("Handed in"), "", "done")]
    if waiting:
        steps.append(NextStep(_("Waiting for %(names)s to agree and sign",
                                names=_(", ").join(waiting)), "", "now"))  # fmt: skip
    if unspoken_for:
        steps.append(NextStep(_("Waiting for a parent or guardian of %(names)s",
                                names=_(", ").join(unspoken_for)), "", "now"))  # fmt: skip
    reached = application.stage == "" and application.state == State.SUBMITTED
    accept = _("We look through it")
    steps.append(NextStep(accept, _by(due.due) if due else "", "now" if reached else "done"))
    passed = application.stage != ""
    for stage in rules.procedure(klass):
        here = stage.code == application.stage
        passed = passed and not here
        state = "now" if here else "done" if passed and application.stage else ""
        name = stage.name_en if saying.english() else stage.name
        steps.append(NextStep(name, _span(stage.clock.n, stage.clock.unit.value), state))
    return steps


def _by(due: date) -> str:
    return _("By %(day)s", day=day(due))


def _span(n: int, unit: str) -> str:
    if n == 0:
        return ""
    if unit == "working_day":
        return _("Within %(n)s working days", n=n)
    return _("%(n)s days", n=n) if unit == "day" else _("%(n)s months", n=n)


@dataclass(frozen=True)
class Happened:
    """One line of the timeline: kind (you, person, system, bad), words, day."""

    kind: str
    title: str
    note: str


def timeline(application: Application, *, requests: Sequence[str] = ()) -> list[Happened]:
    """What happened so far, newest first, without names of staff.

    ``requests`` are the household's own requests for re-examination.
    """
    found = []
    for step in steps_of(application.uid, *requests):
        known = saying.STEPS if step.subject == application.uid else saying.REQUEST_STEPS
        words = known.get(step.verb)
        if words is None:
            continue
        kind = {"resident": "you", "staff": "person"}.get(step.actor_kind, "system")
        if step.verb in ("refuse", "dismiss"):
            kind = "bad"
        found.append(Happened(kind, str(words), day(step.on)))
    return list(reversed(found))


@dataclass(frozen=True)
class FindingLine:
    """One condition as the resident may see it; ``hidden`` names whose part is not written."""

    outcome: str
    name: str
    yours: str
    rule: str
    change: str
    source: str
    hidden: str = ""


@dataclass(frozen=True)
class FindingsView:
    """The screening in the resident's words."""

    on: date
    policy: str
    klass: str
    lines: tuple[FindingLine, ...]
    met: int
    not_met: int
    unknown: int


def findings_view(application: Application, viewer: str, level: Level) -> FindingsView | None:
    """The newest screening, or nothing before the first and for who may not see it."""
    if not may_see(level, Field.FINDINGS):
        return None
    found = screening.latest_screening(application.uid)
    if found is None:
        return None
    told = consents.agreements(application.uid)
    closed = {
        m.person_uid
        for m in people.members(application.uid)
        if m.person_uid != viewer and not told.get(m.person_uid, consents.Agreement()).family
    }
    known = people.newest(application.uid)
    lines = tuple(_finding(f, closed, known.get((f.source, viewer))) for f in found.ruling.ordered)
    outcomes = [line.outcome for line in lines]
    return FindingsView(
        found.on, found.policy, found.ruling.klass.value, lines,
        outcomes.count("met"), outcomes.count("not_met"), outcomes.count("unknown"),
    )  # fmt: skip


def _finding(found: Finding, closed: set[str], own: Answer | None) -> FindingLine:
    # Rules on ages rest on everyone but say nothing about another adult's affairs.
    hidden = sorted(people_names(found.rests_on & closed).values())
    if found.outcome == "unknown":
        yours = str(saying.WHYS[found.why]) if found.why else "—"
    elif hidden:
        yours = _("Worked out for the whole household")
        if own is not None and own.outcome in (Outcome.HIT, Outcome.NO_HIT):
            part = saying.said(own.source, own.outcome, people.told(own))
            yours = _("You: %(said)s", said=part)
    else:
        yours = seen_words(found)
    change = _("Not found out yet does not mean not met. We go on asking.")
    return FindingLine(
        outcome=found.outcome.value,
        name=str(condition_label(found.code).plain),
        yours=yours,
        rule=rule_words(found),
        change=change if found.outcome == "unknown" else "",
        source=_(", ").join([found.number, found.clause]),
        hidden=_(", ").join(hidden) if found.outcome != "unknown" else "",
    )
