"""After-check of promises (事后核查): drawn once a month, looked at by another person, settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Row as Found
from sqlalchemy import func, select

from portal.applications.codes import CheckState, Permission, Route
from portal.applications.intake import people, screening
from portal.applications.models import (
    AfterCheck,
    Application,
    CheckDraw,
    Decision,
    Dispute,
    Screening,
)
from portal.applications.review import clues, sampling
from portal.applications.review.cards import DueCard, due_card
from portal.applications.review.decisions import APPROVE
from portal.applications.review.evidence import near
from portal.applications.review.machines import AFTER_CHECK
from portal.applications.review.texts import kept, read, said
from portal.credit import cases_of
from portal.eligibility import Ruling
from portal.households import people_names
from portal.kernel.access import require
from portal.kernel.act import Act, Duty
from portal.kernel.daily import daily
from portal.kernel.database import db, lock, new_uid
from portal.kernel.deadlines import Deadline, close, open_deadline
from portal.kernel.errors import Conflict, Refused
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.regions import lies_in

CLOCK = "application.after_check"
Approvals = Sequence[Found[Application, Decision, Screening]]
PURPOSE, BASIS = "after_check", "国办发〔2020〕42号"


# --- the month's draw ------------------------------------------------------------


def _undrawn(act: Act) -> list[str]:
    approved = db.session.execute(
        select(Decision.city, Decision.on)
        .join(Application, Application.uid == Decision.application_uid)
        .where(
            Decision.verb == APPROVE,
            Application.route == Route.COMMITMENT,
            Decision.on < act.on.replace(day=1),
        )
        .distinct()
    )
    over = {(city, f"{on:%Y-%m}") for city, on in approved}
    done = db.session.execute(select(CheckDraw.city, CheckDraw.month))
    return sorted(f"{city} {month}" for city, month in over - {(c, m) for c, m in done})


@daily(_undrawn)
def draws_due(act: Act, city_and_month: str) -> None:
    """Draw a month that is over and has approvals by promise; each city and month once."""
    city, month = city_and_month.split()
    drawn = select(CheckDraw.uid).where(CheckDraw.city == city, CheckDraw.month == month)
    if db.session.scalar(drawn) is not None:
        return
    rules = rulebook(city, on=act.on)
    rows = _approvals(city, month)
    risks = _risks(rows)
    roster = sorted(sampling.Entry(a.number or "", risks[a.uid]) for a, _d, _s in rows)
    shares = {row["code"]: row["share"] for row in rules.rows("intake.aftercheck_shares")}
    top = sampling.root(roster)
    draw = CheckDraw(
        uid=new_uid(), city=city, month=month, policy=rules.fingerprint, shares=shares,
        roster=[[entry.number, entry.risk] for entry in roster], roster_root=top,
        seed=sampling.seed(city, month, rules.fingerprint, top), on=act.on, at=act.at,
    )  # fmt: skip
    db.session.add(draw)
    db.session.flush()
    by_number = {application.number: (application, d) for application, d, _s in rows}
    for entry in repeated(draw):
        application, decision = by_number[entry.number]
        _open(act, draw, entry.risk, application, decision, rules)


def _approvals(city: str, month: str) -> Approvals:
    first = date.fromisoformat(f"{month}-01")
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return db.session.execute(
        select(Application, Decision, Screening)
        .join(Decision, Decision.application_uid == Application.uid)
        .join(Screening, Screening.uid == Decision.screening_uid)
        .where(
            Application.city == city,
            Application.route == Route.COMMITMENT,
            Decision.verb == APPROVE,
            Decision.on >= first,
            Decision.on < following,
        )
    ).all()


def _risks(rows: Approvals) -> dict[str, str]:
    uids = [application.uid for application, _d, _s in rows]
    disputed = set(
        db.session.scalars(select(Dispute.application_uid).where(Dispute.application_uid.in_(uids)))
    )
    found = {}
    for application, _decision, stood in rows:
        findings = screening.ruling_of(stood).findings
        adults = [m.person_uid for m in people.members(application.uid) if m.adult]
        found[application.uid] = sampling.risk_of(
            disputed=application.uid in disputed,
            conduct=any(case.tier for case in cases_of(adults)),
            unproven=sum(f.source == "papers" for f in findings),
            near=sum(near(f) for f in findings),
        )
    return found


def repeated(draw: CheckDraw) -> tuple[sampling.Entry, ...]:
    """The draw again, from what is frozen: what an auditor compares with what was opened."""
    roster = [sampling.Entry(number, risk) for number, risk in draw.roster]
    shares = {code: Fraction(*share) for code, share in draw.shares.items()}
    return sampling.drawn(roster, shares, draw.seed)


def _open(
    act: Act, draw: CheckDraw, risk: str, application: Application, decision: Decision,
    rules: Rulebook,
) -> None:  # fmt: skip
    uid = new_uid()
    clock = open_deadline(
        kind=CLOCK, subject_kind="after_check", subject_uid=uid, city=application.city,
        since=act.on, period=rules.period("intake.aftercheck_time"), clause=BASIS,
    )  # fmt: skip
    check = AfterCheck(
        uid=uid, city=application.city, place=application.place, draw_uid=draw.uid, risk=risk,
        application_uid=application.uid, approved_by=decision.by_uid, deadline_uid=clock.uid,
    )  # fmt: skip
    db.session.flush()
    AFTER_CHECK.begin(check, act)


# --- one check -------------------------------------------------------------------


def ask(check: AfterCheck, on: date) -> screening.Recheck:
    """Ask the registers again; outside ``write()``."""
    application = db.session.get_one(Application, check.application_uid)
    return screening.re_examine_household(
        application.household_uid or "", on, PURPOSE, f"{BASIS}：{application.number}"
    )


def keep(act: Act, *, check_uid: str, now: screening.Recheck) -> AfterCheck:
    """Set what the registers say now beside what the approval stood on.

    Raises ``NotYours``, ``Refused('self_review')``, ``Conflict('settled_already')``.
    """
    check = _taken(act, check_uid)
    stood = approved_on(check).chosen
    then = {f.code: f for f in stood.findings}
    # On the way it was approved by: another class may fit better now, but it was not promised.
    ways = (now.ruling.chosen, *now.ruling.others)
    today = {f.code: f for way in ways if way.route == stood.route for f in way.findings}
    rows = [
        {"code": code, "then": old.to_json(), "now": today[code].to_json()}
        for code, old in then.items()
        if code in today
    ]
    check.compared_uid = kept(act, "application.after_check", {"on": act.on.isoformat(),
                                                               "rows": rows})  # fmt: skip
    db.session.flush()
    return check


def settle(
    act: Act, *, check_uid: str, verb: str, text: str, code: str = "", version: int | None = None
) -> AfterCheck:
    """``hold``: it was true; ``break``: it was not, a clue goes out; ``leave``: not to be told.

    Raises ``NotYours``, ``Refused('self_review' | 'compare_first' | 'text_missing' |
    'credit_code_unknown')``, ``Conflict('settled_already' | 'changed_meanwhile')``.
    """
    check = _taken(act, check_uid, version)
    if check.compared_uid is None:
        raise Refused("compare_first")
    words = text.strip() if verb == "hold" else said(text, "text")
    body = kept(act, "application.after_check_result", {"text": words}) if words else None
    AFTER_CHECK.advance(check, verb, act, reason=code, payload=body)
    if verb == "break":
        clues.report_false_promise(
            act, application_uid=check.application_uid, code=code, text=words
        )
    check.settled_on, check.settled_by, check.text_uid = act.on, act.by.uid, body
    clock = db.session.get_one(Deadline, check.deadline_uid)
    close(clock, on=act.on, why=verb)
    db.session.flush()
    return check


def _taken(act: Act, uid: str, version: int | None = None) -> AfterCheck:
    check = lock(AfterCheck, uid)
    require(act.by, Permission.AFTER_CHECK, check)
    if version is not None and version != check.version:
        raise Conflict("changed_meanwhile", uid=uid)
    if check.state != CheckState.OPEN:
        raise Conflict("settled_already")
    if check.approved_by == act.by.uid:
        raise Refused("self_review")
    return check


def open_checks(city: str) -> list[str]:
    """The checks of a city that wait, soonest due first."""
    return list(
        db.session.scalars(
            select(AfterCheck.uid)
            .join(Deadline, Deadline.uid == AfterCheck.deadline_uid)
            .where(AfterCheck.city == city, AfterCheck.state == CheckState.OPEN)
            .order_by(Deadline.due, AfterCheck.uid)
        )
    )


def approved_on(check: AfterCheck) -> Ruling:
    """What the approval stood on."""
    decision = db.session.scalars(
        select(Decision)
        .where(Decision.application_uid == check.application_uid, Decision.verb == APPROVE)
        .order_by(Decision.at.desc())
        .limit(1)
    ).one()
    return screening.ruling_of(db.session.get_one(Screening, decision.screening_uid))


# --- what the pages show ---------------------------------------------------------


@dataclass(frozen=True)
class CheckRow:
    """One line of the worklist."""

    uid: str
    name: str
    number: str
    risk: str
    state: str
    month: str
    due: DueCard | None
    mine: bool


def worklist(duty: Duty, me: str, on: date, limit: int = 200) -> list[CheckRow]:
    """Open checks in the region of that duty, soonest due first; ``mine``: I may settle it."""
    found = db.session.execute(
        select(AfterCheck, Application, CheckDraw.month, Deadline)
        .join(Application, Application.uid == AfterCheck.application_uid)
        .join(CheckDraw, CheckDraw.uid == AfterCheck.draw_uid)
        .join(Deadline, Deadline.uid == AfterCheck.deadline_uid)
        .where(AfterCheck.state == CheckState.OPEN, lies_in(Application, duty.region))
        .order_by(Deadline.due, AfterCheck.uid)
        .limit(limit)
    ).all()
    names = people_names([application.applicant_uid for _c, application, _m, _d in found])
    return [
        CheckRow(
            check.uid, names.get(application.applicant_uid, ""), application.number or "",
            check.risk, check.state, month, due_card(clock, on), check.approved_by != me,
        )
        for check, application, month, clock in found
    ]  # fmt: skip


@dataclass(frozen=True)
class DrawRow:
    """A month in numbers: how many promises, drawn, and what came of them."""

    uid: str
    city: str
    month: str
    roster: int
    drawn: int
    states: dict[str, int]


def draws(duty: Duty, limit: int = 60) -> list[DrawRow]:
    """The draws of the region of that duty, newest first."""
    cities = select(Application.city).where(lies_in(Application, duty.region)).distinct()
    rows = db.session.scalars(
        select(CheckDraw).where(CheckDraw.city.in_(cities))
        .order_by(CheckDraw.month.desc(), CheckDraw.city).limit(limit)
    ).all()  # fmt: skip
    counted = db.session.execute(
        select(AfterCheck.draw_uid, AfterCheck.state, func.count())
        .where(AfterCheck.draw_uid.in_([row.uid for row in rows]))
        .group_by(AfterCheck.draw_uid, AfterCheck.state)
    )
    states: dict[str, dict[str, int]] = {}
    for draw, state, many in counted:
        states.setdefault(draw, {})[state] = many
    return [
        DrawRow(r.uid, r.city, r.month, len(r.roster), sum(states.get(r.uid, {}).values()),
                states.get(r.uid, {}))
        for r in rows
    ]  # fmt: skip


def opened(draw: CheckDraw) -> list[str]:
    """The application numbers whose check was opened by that draw."""
    return list(
        db.session.scalars(
            select(Application.number)
            .join(AfterCheck, AfterCheck.application_uid == Application.uid)
            .where(AfterCheck.draw_uid == draw.uid)
        )
    )


def comparison(check: AfterCheck) -> dict[str, Any]:
    """What was set side by side: ``on`` and ``rows`` of code, then, now; empty before."""
    return read(check.compared_uid)
