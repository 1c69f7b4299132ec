"""Whose account is paid: named by the applicant, changed only with a second person."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from portal import households
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.crypto import blind
from portal.kernel.database import db, lock, new_uid, one_winner
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import log
from portal.kernel.names import name_match
from portal.subsidy.bank_file import good_account
from portal.subsidy.codes import PayeeState, Permission, State
from portal.subsidy.models import Agreement, Payee
from portal.subsidy.queries import asked_payee, current_payee

_BLIND = "payee.account"


@dataclass(frozen=True)
class NewPayee:
    """An account as typed: bank, number, name of the holder."""

    bank: str
    account: str = field(repr=False)
    holder: str = field(repr=False)


def account_blind(number: str) -> str:
    """The keyed hash by which one account named by many is found."""
    return blind(_BLIND, number)


def name_first_payee(act: Act, agreement: Agreement, given: NewPayee) -> Payee:
    """The account named with the signature; it is in use at once.

    Raises ``Refused``: ``bank_missing``, ``account_malformed``, ``holder_differs``.
    """
    return _insert(act, agreement, given, PayeeState.CURRENT)


def name_payee(act: Act, *, agreement_uid: str, version: int, payee: NewPayee) -> Payee:
    """Ask for another account (I2): nothing is paid until a second person confirmed it.

    Raises ``Refused`` as ``name_first_payee``, ``Conflict("payee_asked_already")``.
    """
    agreement = lock(Agreement, agreement_uid)
    require(act.by, Permission.NAME_PAYEE, agreement)
    if agreement.version != int(version):
        raise Conflict("changed_meanwhile", uid=agreement.uid)
    if agreement.state == State.STOPPED or agreement.signed_on is None:
        raise Refused("no_running_agreement")
    return _insert(act, agreement, payee, PayeeState.ASKED)


def confirm_payee(act: Act, *, payee_uid: str, accept: bool) -> Payee:
    """A second person lets the new account take the place of the old one, or refuses it.

    Raises ``Conflict("payee_settled")``, ``Refused("own_work")``, ``NotYours``.
    """
    payee = lock(Payee, payee_uid)
    require(act.by, Permission.CONFIRM_PAYEE, payee)
    if payee.standing != PayeeState.ASKED:
        raise Conflict("payee_settled")
    if payee.named_by == act.by.uid:
        raise Refused("own_work")
    if accept:
        former = current_payee(payee.agreement_uid)
        if former is not None:
            former.standing = PayeeState.FORMER
            db.session.flush()
    payee.standing = PayeeState.CURRENT if accept else PayeeState.REFUSED
    payee.settled_by, payee.settled_on = act.by.uid, act.on
    db.session.flush()
    log(act, "payee.confirm", payee.uid, {"accepted": accept})
    return payee


def _insert(act: Act, agreement: Agreement, given: NewPayee, standing: PayeeState) -> Payee:
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", given.account))
    if not given.bank.strip():
        raise Refused("bank_missing", field="bank")
    if not good_account(number):
        raise Refused("account_malformed", field="account")
    name = households.person(agreement.person_uid).name
    if name_match(given.holder) != name_match(name):
        raise Refused("holder_differs", field="holder")
    if standing is PayeeState.ASKED and asked_payee(agreement.uid) is not None:
        raise Conflict("payee_asked_already")

    def insert() -> Payee:
        payee = Payee(
            uid=new_uid(), city=agreement.city, agreement_uid=agreement.uid,
            person_uid=agreement.person_uid, standing=standing, bank=given.bank.strip()[:60],
            account_blind=account_blind(number), tail=number[-4:], named_by=act.by.uid,
            named_on=act.on,
        )  # fmt: skip
        payee.account, payee.holder = number, name
        db.session.add(payee)
        return payee

    payee = one_winner(insert, "payee_asked_already")
    log(act, "payee.name", payee.uid, {"standing": standing.value})
    return payee
