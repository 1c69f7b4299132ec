"""One account for several households' subsidies: compared by hash, put before a person."""

from __future__ import annotations

from sqlalchemy import func, select

from portal.applications import Clash, Ground, keep_duplicate, not_known
from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import db
from portal.subsidy.codes import PayeeState, State
from portal.subsidy.models import Agreement, Payee


def shared_accounts(agreement_uid: str = "") -> list[Clash]:
    """Accounts in use that several running agreements name, anywhere in the region.

    With ``agreement_uid`` only that agreement's. An account that is missing is nobody's.
    """
    used = (
        select(Payee.account_blind)
        .join(Agreement, Agreement.uid == Payee.agreement_uid)
        .where(
            Payee.account_blind != "",
            Payee.standing == PayeeState.CURRENT,
            Agreement.state != State.STOPPED,
        )
    )
    twice = used.group_by(Payee.account_blind).having(func.count() > 1)
    if agreement_uid:
        mine = select(Payee.account_blind).where(Payee.agreement_uid == agreement_uid)
        twice = twice.where(Payee.account_blind.in_(mine))
    rows = db.session.execute(
        used.add_columns(Agreement.application_uid, Agreement.person_uid)
        .where(Payee.account_blind.in_(twice))
        .order_by(Payee.account_blind, Agreement.uid)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for account, file, person in rows:
        found.setdefault(account, []).append((file, person))
    return [Clash(Ground.ACCOUNT, account, tuple(files)) for account, files in found.items()]


def _one_of_each(_act: Act) -> list[str]:
    files = [min(clash.uids) for clash in not_known(shared_accounts())]
    rows = db.session.scalars(select(Agreement.uid).where(Agreement.application_uid.in_(files)))
    return sorted(rows)


@daily(_one_of_each)
def shared_accounts_due(act: Act, agreement_uid: str) -> None:
    """The files of the households that are paid into one account."""
    for clash in shared_accounts(agreement_uid):
        keep_duplicate(act, clash)
