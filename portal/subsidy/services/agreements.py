"""An agreement from approval to its end."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal import applications, households
from portal.kernel import claims, deadlines
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import Period, Unit, add
from portal.kernel.daily import daily
from portal.kernel.database import db, lock, new_uid, one_winner
from portal.kernel.errors import Conflict, Missing, Refused
from portal.kernel.journal import log
from portal.kernel.money import Fen
from portal.kernel.numbers import next_number
from portal.kernel.outbox import publish
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.references import city_letters
from portal.kernel.workings import stored
from portal.subsidy.codes import (
    GROUND,
    LIVE_ASSISTANCE,
    TERM_KIND,
    Permission,
    State,
    StopReason,
    SuspendReason,
)
from portal.subsidy.entitlement import basis_of
from portal.subsidy.events import AgreementPrepared, AgreementSigned, SubsidyStopped
from portal.subsidy.formulas import Basis, amount_for
from portal.subsidy.machine import AGREEMENT
from portal.subsidy.models import Agreement, AgreementMember, AgreementTerms
from portal.subsidy.months import month_of, next_month
from portal.subsidy.queries import live_agreement, terms_for, text_hash
from portal.subsidy.services.payees import NewPayee, name_first_payee

_WISH = "subsidy"
_LIVE = (State.DRAFTED, State.SIGNED, State.ACTIVE, State.SUSPENDED)


def prepare_agreement(payload: dict[str, Any], act: Act) -> Agreement | None:
    """Handler of ``ApplicationApproved``: draft the agreement of who wished for money.

    The same application again is the same agreement; other wishes are nothing.
    """
    if payload["wish"] != _WISH:
        return None
    found = db.session.scalar(select(Agreement).where(Agreement.application_uid == payload["uid"]))
    if found is not None:
        return found
    rules = rulebook(payload["city"], on=act.on.replace(day=1))
    agreement = one_winner(lambda: _draft(act, payload, rules), "agreement_exists")
    persons = _name_members(agreement, act, rules)
    screened = applications.latest_screening(payload["uid"])
    if screened is None:
        raise Missing("screening")
    basis = basis_of(
        screened.facts, klass=payload["klass"], persons=persons, on=act.on, rulebook=rules
    )
    set_terms(act, agreement, basis, rules, reason="approved", month=month_of(act.on))
    applications.mark_agreement(act, payload["uid"])
    publish(
        AgreementPrepared(
            agreement.uid, agreement.city, agreement.household_uid, agreement.person_uid
        ),
        act,
    )
    return agreement


def _draft(act: Act, payload: dict[str, Any], rules: Rulebook) -> Agreement:
    text = rules.texts("subsidy.text")
    city, place = payload["city"], applications.application(payload["uid"]).place
    number = next_number(f"{city}-agreement", act.on.year)
    agreement = Agreement(
        uid=new_uid(), city=city, place=place,
        number=f"{city_letters(city)}{act.on.year}-S-{number:06d}",
        application_uid=payload["uid"], household_uid=payload["household_uid"],
        person_uid=payload["person_uid"], text_version=text.version, text_hash=text_hash(text),
        drafted_on=act.on,
    )  # fmt: skip
    AGREEMENT.begin(agreement, act, policy=rules.fingerprint)
    return agreement


def _name_members(agreement: Agreement, act: Act, rules: Rulebook) -> int:
    grown = rules.value("eligibility.capacity_age")
    living = list(households.living_members(agreement.household_uid, act.on, grown=grown))
    db.session.add_all(
        AgreementMember(city=agreement.city, agreement_uid=agreement.uid, **asdict(one))
        for one in living
    )
    db.session.flush()
    db.session.refresh(agreement, ["members"])
    return len(living)


def set_terms(
    act: Act, agreement: Agreement, basis: Basis, rules: Rulebook, *, reason: str, month: str
) -> AgreementTerms:
    """New terms from a month on: the amount by the formula, with its working."""
    amount = amount_for(basis, rules)
    terms = AgreementTerms(
        city=agreement.city, agreement_uid=agreement.uid, from_month=month,
        basis=basis.as_dict(), fen=amount.fen, working=stored(amount.lines),
        policy=amount.policy, reason=reason, at=act.at, by_uid=act.by.uid,
    )  # fmt: skip
    db.session.add(terms)
    db.session.flush()
    log(act, "agreement.terms", agreement.uid, {"fen": amount.fen, "from": month, "why": reason})
    return terms


def sign_agreement(
    act: Act, *, agreement_uid: str, version: int, agreed_hash: str, rent_paid: Fen,
    payee: NewPayee,
) -> Agreement:  # fmt: skip
    """The applicant signs (I2), says what rent is paid, and names the account.

    Paid from the month after. Raises ``Refused``: ``agreement_text_changed``,
    ``rent_paid_missing``, ``assisted_already``, and those of ``name_first_payee``.
    """
    agreement = lock(Agreement, agreement_uid)
    _same(agreement, version)
    if agreed_hash != agreement.text_hash:
        raise Refused("agreement_text_changed")
    if rent_paid <= 0:
        raise Refused("rent_paid_missing", field="rent_paid")
    rules = rulebook(agreement.city, on=act.on.replace(day=1))
    AGREEMENT.advance(agreement, "sign", act, policy=rules.fingerprint)
    agreement.signed_at, agreement.signed_on = act.at, act.on
    agreement.first_month = next_month(month_of(act.on))
    end = add(act.on, rules.period("subsidy.agreement"), load_calendar()).date
    agreement.ends_on = end - timedelta(days=1)
    known = terms_for(agreement.uid, month_of(act.on))
    basis = Basis.from_dict({**known.basis, "rent_paid": rent_paid})
    set_terms(act, agreement, basis, rules, reason="signed", month=month_of(act.on))
    name_first_payee(act, agreement, payee)
    for member in agreement.members:
        if member.adult:
            _claim(agreement, member.person_uid, act)
    deadlines.open_deadline(
        kind=TERM_KIND, subject_kind="agreement", subject_uid=agreement.uid,
        city=agreement.city, since=act.on,
        period=Period((agreement.ends_on - act.on).days, Unit.DAY), clause=GROUND,
    )  # fmt: skip
    publish(
        AgreementSigned(
            agreement.uid, agreement.city, agreement.household_uid, agreement.person_uid,
            agreement.application_uid,
        ),
        act,
    )  # fmt: skip
    return agreement


def _claim(agreement: Agreement, person_uid: str, act: Act) -> None:
    try:
        claims.take(LIVE_ASSISTANCE, person_uid, holder=agreement.uid, on=act.on)
    except Conflict as conflict:
        raise Refused("assisted_already") from conflict


def activate(act: Act, *, agreement_uid: str, version: int) -> Agreement:
    """The centre has seen the rental contract: the agreement runs."""
    agreement = lock(Agreement, agreement_uid)
    _same(agreement, version)
    AGREEMENT.advance(agreement, "activate", act)
    agreement.checked_by, agreement.checked_on = act.by.uid, act.on
    return agreement


def suspend(act: Act, *, agreement_uid: str, reason: str) -> Agreement:
    """Payment pauses; months that pass are held, not lost."""
    agreement = lock(Agreement, agreement_uid)
    AGREEMENT.advance(agreement, "suspend", act, reason=SuspendReason(reason))
    return agreement


def resume(act: Act, *, agreement_uid: str) -> Agreement:
    """The ground for pausing is gone."""
    agreement = lock(Agreement, agreement_uid)
    AGREEMENT.advance(agreement, "resume", act)
    return agreement


def revise(act: Act, *, household_uid: str, basis: Basis, reason: str) -> AgreementTerms | None:
    """After a change or re-check: another amount from the month after. ``None``: no agreement."""
    agreement = live_agreement(household_uid)
    if agreement is None:
        return None
    require(act.by, Permission.REVISE, agreement)
    rules = rulebook(agreement.city, on=act.on.replace(day=1))
    month = next_month(month_of(act.on))
    return set_terms(act, agreement, basis, rules, reason=reason, month=month)


def stop(act: Act, *, household_uid: str, reason: str) -> Agreement | None:
    """Nothing is paid from the month after; adults are free for other help at once.

    ``None`` when nothing runs. ``reason`` is a ``StopReason``.
    """
    found = live_agreement(household_uid)
    if found is None:
        return None
    return _stop(act, lock(Agreement, found.uid), StopReason(reason), month_of(act.on))


def _stop(act: Act, agreement: Agreement, reason: StopReason, last_month: str) -> Agreement:
    AGREEMENT.advance(agreement, "stop", act, reason=reason)
    agreement.last_month = last_month
    agreement.stopped_on, agreement.stop_reason = act.on, str(reason)
    claims.release_all(agreement.uid, on=act.on, kind=LIVE_ASSISTANCE)
    running = deadlines.running(TERM_KIND, agreement.uid)
    if running is not None:
        deadlines.close(running, on=act.on, why="stopped")
    publish(
        SubsidyStopped(
            agreement.uid, agreement.city, agreement.household_uid, agreement.person_uid,
            agreement.application_uid, last_month, str(reason),
        ),
        act,
    )  # fmt: skip
    return agreement


def _at_their_end(act: Act) -> list[str]:
    ended = select(Agreement.uid).where(Agreement.state.in_(_LIVE), Agreement.ends_on < act.on)
    return list(db.session.scalars(ended.order_by(Agreement.number)))


@daily(_at_their_end)
def agreements_due(act: Act, agreement_uid: str) -> None:
    """An agreement whose term is over stops with its last month."""
    agreement = lock(Agreement, agreement_uid)
    if agreement.state in _LIVE and agreement.ends_on is not None:
        _stop(act, agreement, StopReason.TERM, month_of(agreement.ends_on))


def _same(agreement: Agreement, version: int) -> None:
    if agreement.version != int(version):
        raise Conflict("changed_meanwhile", uid=agreement.uid)
