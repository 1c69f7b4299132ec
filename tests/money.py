"""Households with leases and agreements for tests, and a bank that only remembers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from portal import applications, households, housing, subsidy, tenancy, waitlist
from portal.applications.models import Application
from portal.eligibility import Fact, FactName, HouseholdFacts
from portal.kernel.act import Act, system_act
from portal.kernel.database import db, load, new_uid, utcnow, write
from portal.kernel.errors import Conflict, Unavailable
from portal.subsidy import bank_file
from portal.subsidy.models import Agreement, Run
from portal.tenancy.models import Lease
from tests.homes import a_free_unit, an_estate
from tests.people import an_id

NANNING = "450100"
MARCH = date(2026, 3, 2)


@dataclass(frozen=True)
class Home:
    household: str
    people: tuple[str, ...]

    @property
    def applicant(self) -> str:
        return self.people[0]


def a_home(act: Act, n: int, *, size: int = 3, name: str = "覃美芳") -> Home:
    """A household of applicant, spouse and children (inside ``write()``); ``n`` sets them apart."""
    births = [date(1985, 3, 1), date(1984, 6, 1), date(2015, 9, 1), date(2018, 9, 1)]
    relations = ["applicant", "spouse", "child", "child"]
    uids = [
        households.register_person(
            act, id_number=an_id(n * 4 + i, birth=births[i]), name=name if i == 0 else f"家人{i}"
        ).uid
        for i in range(size)
    ]
    formed = households.form_household(
        act,
        city=NANNING,
        members=[
            households.NewMember(uid, relations[i], since=MARCH if act.on > MARCH else None)
            for i, uid in enumerate(uids)
        ],
    )
    return Home(formed.uid, tuple(uids))


def an_application(act: Act, home: Home, *, klass: str = "A", wish: str = "subsidy") -> str:
    """An approved application (inside ``write()``)."""
    row = Application(
        uid=new_uid(), city=NANNING, place="450103", state="approved",
        applicant_uid=home.applicant, household_uid=home.household, wish=wish, klass=klass,
        proof_level=3, channel="online", started_on=act.on, lapses_on=act.on, stage="",
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row.uid


@dataclass(frozen=True)
class _Screened:
    facts: HouseholdFacts


@pytest.fixture
def screened(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Say what screening found; below us only the door of applications is replaced."""

    def say(**values: Any) -> None:
        facts = {FactName(k): Fact(v, "test") for k, v in values.items()}
        found = _Screened(HouseholdFacts(MARCH, facts))
        monkeypatch.setattr(applications, "latest_screening", lambda uid: found, raising=False)

    say(area_total=1800, category="low_income")
    monkeypatch.setattr(applications, "mark_agreement", lambda act, uid: None, raising=False)
    monkeypatch.setattr(waitlist, "house", lambda act, **what: None, raising=False)
    return say


def approved(home: Home, application: str, klass: str = "A") -> dict[str, Any]:
    return {
        "uid": application, "city": NANNING, "household_uid": home.household,
        "person_uid": home.applicant, "wish": "subsidy", "klass": klass,
    }  # fmt: skip


ACCOUNT = "6217000010001234471"


def a_payee(n: int = 0, holder: str = "覃美芳", account: str = "") -> subsidy.NewPayee:
    return subsidy.NewPayee("中国银行", account or str(int(ACCOUNT) + n * 10), holder)


@dataclass
class Acts:
    """Who acts in a story: a fresh act each time."""

    make_act: Callable[..., Act]
    resident_act: Callable[..., Act]
    on: date = MARCH

    def staff(self, role: str, uid: str = "", on: date | None = None) -> Act:
        return self.make_act(role=role, on=on or self.on, uid=uid)

    def tenant(self, person: str, on: date | None = None, **more: Any) -> Act:
        return self.resident_act(person, on=on or self.on, **more)


@pytest.fixture
def acts(make_act: Callable[..., Act], resident_act: Callable[..., Act]) -> Acts:
    return Acts(make_act, resident_act)


def an_agreement(
    acts: Acts,
    n: int = 1,
    *,
    size: int = 3,
    klass: str = "A",
    rent: int = 90000,
    name: str = "覃美芳",
    account: str = "",
    activate: bool = True,
    on: date | None = None,
) -> tuple[Home, Agreement]:
    """A signed and running agreement; paid from the month after ``on``."""
    officer = acts.staff("city_officer", on=on)
    with write():
        home = a_home(officer, n, size=size, name=name)
        application = an_application(officer, home, klass=klass)
    with write():
        agreement = subsidy.prepare_agreement(approved(home, application, klass), officer)
    assert agreement is not None
    with write():
        agreement = subsidy.sign_agreement(
            acts.tenant(home.applicant, on=on), agreement_uid=agreement.uid,
            version=agreement.version, agreed_hash=agreement.text_hash, rent_paid=rent,
            payee=a_payee(n, name, account),
        )  # fmt: skip
    if activate:
        with write():
            subsidy.activate(officer, agreement_uid=agreement.uid, version=agreement.version)
    return home, load(Agreement, agreement.uid)


def a_lease(acts: Acts, n: int = 1, *, size: int = 3, **unit: Any) -> tuple[Home, Lease]:
    """A drafted lease from an accepted offer."""
    officer = acts.staff("city_officer")
    with write():
        home = a_home(officer, n, size=size)
        flat = a_free_unit(officer, an_estate(officer, n), room=f"{n:02d}04", **unit)
        offer = new_uid()
        housing.reserve(officer, unit_uid=flat, holder=offer)
    payload = {
        "uid": offer, "city": NANNING, "unit_uid": flat, "household_uid": home.household,
        "person_uid": home.applicant, "entry_uid": "", "application_uid": "",
    }  # fmt: skip
    with write():
        lease = tenancy.prepare_lease(payload, officer)
    return home, load(Lease, lease.uid)


def lived_in(acts: Acts, n: int = 1, *, on: date | None = None, **unit: Any) -> tuple[Home, Lease]:
    """A lease signed by both, keys handed over on ``on``."""
    home, lease = a_lease(acts, n, **unit)
    with write():
        tenancy.sign_lease(
            acts.tenant(home.applicant), lease_uid=lease.uid, version=lease.version,
            agreed_hash=lease.text_hash,
        )  # fmt: skip
    with write():
        tenancy.countersign(acts.staff("city_officer"), lease_uid=lease.uid, version=lease.version)
    with write():
        tenancy.hand_over(
            acts.staff("operator", on=on), lease_uid=lease.uid, version=lease.version,
            keys_handed=2,
        )  # fmt: skip
    return home, load(Lease, lease.uid)


@dataclass
class RememberingBank:
    """Pays a batch once, whatever is sent again; says so in a return file."""

    files: dict[str, bytes] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    silent: int = 0
    dies_after: int = 0
    answer: bytes | None = None

    def send(self, batch: str, content: bytes) -> None:
        self.calls.append(batch)
        if self.silent:
            self.silent -= 1
            raise Unavailable("bank_silent")
        if self.files.get(batch, content) != content:
            raise Conflict("bank_batch_differs")
        self.files[batch] = content
        if self.dies_after:
            self.dies_after -= 1
            raise KeyboardInterrupt("the worker was killed")

    def fetch_return(self, batch: str) -> bytes | None:
        return self.answer

    def paid_fen(self) -> int:
        return sum(bank_file.totals(content).fen for content in self.files.values())


def return_file(*rows: Sequence[str], columns: str = "seq,status,reason") -> bytes:
    text = "\r\n".join([columns, *(",".join(row) for row in rows)]) + "\r\n"
    return b"\xef\xbb\xbf" + text.encode()


def a_run_begun(
    acts: Acts, month: str = "2026-04", maker: str = "", on: date = date(2026, 4, 2)
) -> Run:
    """A month that a finance maker had computed; the first households are listed."""
    with write():
        run = subsidy.compute_run(
            acts.staff("finance_maker", uid=maker, on=on), city=NANNING, month=month
        )
    return load(Run, run.uid)


def a_run(acts: Acts, month: str = "2026-04", maker: str = "", on: date = date(2026, 4, 2)) -> Run:
    """A month computed, its list whole."""
    run, left = a_run_begun(acts, month, maker, on), True
    while left:
        with write():
            left = subsidy.list_more(system_act(on, utcnow()), run_uid=run.uid)
    return load(Run, run.uid)


def an_approved_run(acts: Acts, **more: Any) -> Run:
    """A month computed by one and approved by another."""
    run = a_run(acts, **more)
    with write():
        subsidy.approve_run(
            acts.staff("finance_approver", on=more.get("on", date(2026, 4, 2))), run_uid=run.uid,
            version=run.version, shown_hash=run.list_hash,
        )  # fmt: skip
    return load(Run, run.uid)
