"""The promise read and signed; what the signature sets in motion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from portal import identity
from portal.applications.codes import How, PaperState, Proves, Route, State
from portal.applications.intake import (
    consents,
    drafts,
    facts,
    guardians,
    papers,
    people,
    promises,
    screening,
)
from portal.applications.intake.subjects import Subject
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, ApplicationMember, Signature
from portal.credit import bar_running
from portal.households import person
from portal.kernel.act import Act, Channel, Kind
from portal.kernel.database import db, lock, write
from portal.kernel.deadlines import open_deadline
from portal.kernel.errors import Conflict, Refused
from portal.kernel.identifiers import application_number
from portal.kernel.journal import log
from portal.kernel.levels import PROVEN, Ability, Level, opens
from portal.kernel.names import same_name
from portal.kernel.numbers import next_number
from portal.kernel.policy import Rulebook, rulebook

ACCEPTANCE = "application.acceptance"


@dataclass(frozen=True)
class Promise:
    """The commitment in force: text, version and SHA-256 of both languages."""

    version: str
    hash: str
    text: str

    @property
    def mark(self) -> str:
        """What a printed sheet carries, so that its words can be told later."""
        return self.hash[:8]


def promise(rules: Rulebook, language: str = "zh") -> Promise:
    """The words that are signed."""
    text = rules.texts("intake.commitment")
    digest = sha256(f"{text.version}\n{text.zh}\n{text.en}".encode()).hexdigest()
    return Promise(text.version, digest, text.in_language(language))


@dataclass(frozen=True)
class Receipt:
    """What the household gets; ``code`` is shown once and empty when it was shown before."""

    application_uid: str
    code: str


@dataclass(frozen=True)
class Sheet:
    """A promise signed on paper: the mark printed on it and the day written beside the name."""

    mark: str
    signed_on: date


def promise_subject(person_uid: str) -> Subject:
    """What the scan of that person's signed sheet is kept for."""
    return Subject(Proves.PROMISE, "promise", person_uid)


def scanned(application_uid: str, person_uid: str) -> int:
    """How many pages of that person's signed sheet wait to be handed in."""
    pages = papers.papers_of(application_uid, promise_subject(person_uid))
    return sum(page.state == PaperState.ADDED for page in pages)


def level_of(act: Act, application: Application) -> Level:
    """How sure we are of who signs; a clerk who sees person and card makes it I2."""
    return Level.I2 if act.by.kind is Kind.STAFF else act.by.level


def refusal(application: Application, act: Act) -> tuple[str, dict[str, Any]] | None:
    """Why this application cannot be submitted now: code and facts, or nothing.

    A running bar is told only to a person who is proven (I1R and above).
    """
    if application.wish is None or application.district is None:
        return "wish_missing", {}
    if level_of(act, application) >= PROVEN:
        bar = bar_running(application.applicant_uid, act.on)
        if bar is not None and bar.until is None:
            return "bar_open", {"clause": bar.clause}
        if bar is not None:
            return "bar_running", {"clause": bar.clause, "until": bar.until}
    return None


def may_promise(application: Application, act: Act) -> str | None:
    """Why papers are the only way here, or nothing."""
    if not opens(level_of(act, application), Ability.SIGN_COMMITMENT):
        return "promise_needs_proof"
    return promises.no_promise(application, application.applicant_uid, act.on)


def submit(
    act: Act, *, application_uid: str, route: str, name: str, sheet: Sheet | None = None
) -> Receipt:
    """Sign and hand in, with the papers put in so far. Sent twice: the same receipt, no new code.

    ``sheet``: signed on paper instead of with ``name``, at a window, the scan put in before.
    Raises ``Refused``: ``signature_missing``, ``signature_differs``, ``promise_needs_proof``,
    ``promise_needs_asking``, ``promise_not_allowed``, ``promise_serious_record``,
    ``wish_missing``, ``bar_running``, of a sheet ``client_first``, ``scan_missing``,
    ``mark_unknown``, ``signed_in_future``; ``Conflict``: ``already_applied``,
    ``person_in_other_household``, ``sent_already``.
    """
    application = lock(Application, application_uid)
    if application.state != State.DRAFT:
        return _again(act, application)
    chosen = Route(route)
    level = level_of(act, application)
    known = drafts.applicant_name(application, level)
    text = _signed_text(act, application, application.applicant_uid, known, name, sheet)
    if chosen is Route.COMMITMENT:
        code = may_promise(application, act)
        if code:
            raise Refused(code, field="route")
    why = refusal(application, act)
    if why:
        raise Refused(why[0], **why[1])
    rules = rulebook(application.place, on=act.on)
    _claim_adults(act, application)
    # Whoever is not proven changes no register; ``proving.raise_to`` does it later.
    if level >= PROVEN:
        application.household_uid = people.settle_household(act, application)
    _sign(act, application, application.applicant_uid, chosen, text, sheet)
    papers.hand_in(act, application.uid)
    application.route, application.proof_level = chosen.value, int(level)
    application.received_at, application.submitted_on = act.at, act.on
    application.channel = act.channel.value
    application.number = _number(application, act)
    APPLICATION.advance(application, "submit", act, policy=rules.fingerprint)
    open_deadline(
        kind=ACCEPTANCE, subject_kind="application", subject_uid=application.uid,
        city=application.city, since=act.on, period=rules.period("procedure.acceptance"),
        clause=rules.get("procedure.acceptance").clause,
    )  # fmt: skip
    screening.run(act, application)
    facts.ask_later(act, application)
    code = identity.issue_receipt(act, person_uid=application.applicant_uid, about=application.uid)
    return Receipt(application.uid, code)


def _again(act: Act, application: Application) -> Receipt:
    mine = application.applicant_uid == act.by.uid or act.by.kind is Kind.STAFF
    if application.submitted_on is None or not mine:
        raise Conflict("sent_already")
    return Receipt(application.uid, "")


def _number(application: Application, act: Act) -> str:
    running = next_number(f"application:{application.city}", act.on.year)
    return application_number(application.city, act.on.year, running)


def _check_name(wanted: str, typed: str) -> None:
    if not typed.strip():
        raise Refused("signature_missing", field="signature")
    if not same_name(wanted, typed):
        raise Refused("signature_differs", field="signature")


def _signed_text(
    act: Act,
    application: Application,
    person_uid: str,
    known: str,
    name: str,
    sheet: Sheet | None,
) -> Promise:
    """The words that were signed: today's under a typed name, a sheet's by the mark it carries."""
    if sheet is None:
        _check_name(known, name)
        return promise(rulebook(application.place, on=act.on))
    if act.channel is not Channel.WINDOW:
        raise Refused("client_first")
    if not scanned(application.uid, person_uid):
        raise Refused("scan_missing", field="mark")
    if sheet.signed_on > act.on:
        raise Refused("signed_in_future", field="signed_on")
    text = promise(rulebook(application.place, on=sheet.signed_on))
    if sheet.mark.strip().lower() != text.mark:
        raise Refused("mark_unknown", field="mark")
    return text


def _claim_adults(act: Act, application: Application) -> None:
    """Proven adults apply here and nowhere else; the unproven block nobody."""
    told = consents.agreements(application.uid)
    for member in people.members(application.uid):
        if not member.adult:
            continue
        if member.relation == people.APPLICANT:
            proven = level_of(act, application) >= PROVEN
        else:
            proven = told.get(member.person_uid, consents.Agreement()).heard
        if proven:
            drafts.take_claim(act, application, member.person_uid)


def _sign(
    act: Act, application: Application, person_uid: str, route: Route, text: Promise,
    sheet: Sheet | None,
) -> None:  # fmt: skip
    how = How.WINDOW if act.channel is Channel.WINDOW else How.CODE
    channel = act.channel
    if sheet is not None:
        how, channel = How.PAPER, Channel.PAPER
        log(act, "application.sheet", application.uid,
            {"person": person_uid, "signed_on": sheet.signed_on, "text": text.hash})  # fmt: skip
    db.session.add(
        Signature(
            city=application.city, application_uid=application.uid, person_uid=person_uid,
            route=route.value, text_version=text.version, text_hash=text.hash,
            how=how.value, channel=channel.value, at=act.at,
        )
    )  # fmt: skip
    db.session.flush()


def sign_again(act: Act, application: Application, name: str) -> None:
    """The proven person signs what somebody handed in under their name, in the same way.

    Raises ``Refused``: ``signature_missing``, ``signature_differs``, ``promise_not_allowed``.
    """
    _check_name(person(application.applicant_uid).name, name)
    route = Route(application.route or Route.EVIDENCE)
    if route is Route.COMMITMENT:
        code = may_promise(application, act)
        if code:
            raise Refused(code)
    text = promise(rulebook(application.place, on=act.on))
    _sign(act, application, application.applicant_uid, route, text, sheet=None)


def signed_by(application_uid: str) -> dict[str, Signature]:
    """Who signed, by person; the newest counts."""
    rows = db.session.scalars(
        select(Signature)
        .where(Signature.application_uid == application_uid)
        .order_by(Signature.at, Signature.uid)
    )
    return {row.person_uid: row for row in rows}


def sign_as_co(
    act: Act,
    *,
    member: ApplicationMember,
    name: str,
    agreed: bool,
    sensitive: bool,
    family: bool,
    sheet: Sheet | None = None,
) -> Application:
    """The other adult answers for themselves, on their own phone or at a window.

    ``agreed`` false is an answer too: nothing more is asked about them. Who may not promise
    signs for papers. ``sheet`` and what it raises: see ``submit``. Raises ``Refused``:
    ``signature_missing``, ``signature_differs``; ``Conflict('already_applied')`` when they
    already apply elsewhere, ``Conflict('application_over')``.
    """
    application = lock(Application, member.application_uid)
    if APPLICATION.find(application, "withdraw") is None:
        raise Conflict("application_over")
    known = person(member.person_uid).name
    text = _signed_text(act, application, member.person_uid, known, name, sheet)
    rules = rulebook(application.place, on=act.on)
    drafts.take_claim(act, application, member.person_uid)
    consents.give(
        act, application, person_uid=member.person_uid, rules=rules,
        asked=agreed, sensitive=sensitive, family=family,
    )  # fmt: skip
    guardians.speak(act, application, rules)
    barred = promises.no_promise(application, member.person_uid, act.on)
    route = Route.COMMITMENT if agreed and barred is None else Route.EVIDENCE
    _sign(act, application, member.person_uid, route, text, sheet)
    papers.hand_in(act, application.uid, promise_subject(member.person_uid))
    drafts.touch(application)
    return application


def after_co(act: Act, application_uid: str, person_uid: str) -> None:
    """Ask about the adult who just agreed, and the children this let us ask about.

    Then screen again. Runs outside ``write()``.
    """
    application = db.session.get_one(Application, application_uid)
    minors = [m.person_uid for m in people.members(application_uid) if not m.adult]
    asked = facts.questions(application, act.on, only=[person_uid, *minors], by=act.by)
    db.session.rollback()
    answers = facts.ask(asked)
    with write():
        screening.take_answers(act, lock(Application, application_uid), answers)
