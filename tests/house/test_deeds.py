"""Who may at all: grave posts, each really carried out up to its commit by every role.

The right-hand sides are written by hand from the duties of domain reference §2 (who may do what,
who must not), not from the permission tables: a wrong table fails here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from portal.kernel.act import Role
from tests.house.matrix import VISITING, Seat, nothing_is_kept
from tests.house.things import first
from tests.house.walking import Walk

CLERK, CIVIL, DISTRICT, CITY = (
    Role.WINDOW_CLERK, Role.CIVIL_AFFAIRS, Role.DISTRICT_REVIEWER, Role.CITY_OFFICER,
)  # fmt: skip
OPERATOR, MAKER, APPROVER = Role.OPERATOR, Role.FINANCE_MAKER, Role.FINANCE_APPROVER
ENFORCEMENT, LEGAL, DECIDER = Role.ENFORCEMENT, Role.LEGAL_REVIEWER, Role.DECISION_MAKER
CREDIT, SUPERVISOR = Role.CREDIT_OFFICER, Role.REGION_SUPERVISOR
SYSTEM, SECURITY = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN


@dataclass(frozen=True)
class Deed:
    """A post: of which thing (SQL for uid, version, what ``more`` names), saying what.

    ``parts``: which of ``more`` stand in the address.
    """

    endpoint: str
    may: set[Role]
    thing: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    name: str = "uid"
    more: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.endpoint, *self.words.values()))


def _of(table: str, state: str, more: str = "", order: str = "number") -> str:
    return f"SELECT uid, version FROM {table} WHERE state = '{state}' {more} ORDER BY {order}"


HERE = "AND place = '450103'"
RUN = "SELECT month, version, list_hash FROM subsidy_run WHERE state = '{}' ORDER BY month DESC"
BOUND = _of("lease", "signed", "AND countersigned_on IS NOT NULL AND filed_on IS NULL")
DOUBT = (
    "SELECT d.application_uid, 0, d.person_uid FROM dispute d JOIN application a "
    "ON a.uid = d.application_uid WHERE d.state = 'open' AND d.source = 'vehicle' "
    "AND a.place = '450103' ORDER BY a.number"
)
DUTY = "SELECT uid, 0 FROM duty WHERE until IS NULL AND region = '450103' ORDER BY since, role"
TAKEN = {"purpose": "work", "form": "csv"}
LET = {"text": "已核实。"}
DEEDS = [
    # the street accepts, civil affairs checks, the city decides; nobody else signs for them
    Deed("applications.sign_decision", {CLERK}, _of("application", "submitted", HERE),
         words={"verb": "accept"}),
    Deed("applications.sign_decision", {DISTRICT},
         _of("application", "in_review", "AND stage = 'district_review'"), LET,
         {"verb": "pass_stage"}),
    Deed("applications.sign_decision", {CITY},
         _of("application", "in_review", "AND stage = 'city_approval'"), LET, {"verb": "approve"}),
    Deed("applications.report_false_promise", {DISTRICT, CITY, DECIDER},
         _of("application", "waitlisted", HERE), {"code": "AP2", "text": "车辆未申报。"}),
    Deed("applications.answer_objection", {CLERK, CIVIL, DISTRICT, CITY},
         _of("objection", "open", "AND kind = 'publicity'", "raised_on"),
         {"outcome": "dismiss", "text": "经查不实。"}),
    # files with something in common are compared by the chiefs of their places
    Deed("applications.settle_duplicate", {DISTRICT, CITY},
         "SELECT s.uid, s.version FROM duplicate_set s WHERE s.state = 'open' AND EXISTS (SELECT 1 "
         "FROM duplicate_file f WHERE f.set_uid = s.uid AND f.place = '450103') AND NOT EXISTS "
         "(SELECT 1 FROM duplicate_file f WHERE f.set_uid = s.uid AND f.place = '450105') "
         "ORDER BY s.found_on, s.uid", {"outcome": "find_helper", "text": "社区代办。"}),
    # what households say is wrong is settled by those who examine; never by who only reads
    Deed("applications.let_stand", {CLERK, CIVIL, DISTRICT, CITY}, DOUBT,
         {"stand-corrected": "no", "stand-text": "登记无误。"}, {"source": "vehicle"},
         more=("person_uid",), parts=("person_uid",)),
    Deed("households.reveal", {CLERK, CIVIL, DISTRICT, CITY, ENFORCEMENT, CREDIT, Role.AUDITOR},
         "SELECT person_uid, 0 FROM lease WHERE state = 'occupied' ORDER BY number",
         {"purpose": "other", "detail": "核对"}),
    # a list leaves the house by those who answer for the whole of it, and who inspect it
    Deed("applications.make_export_caseload", {DISTRICT, CITY, Role.AUDITOR}, said=TAKEN),
    Deed("waitlist.make_export_waitlist", {CITY, Role.AUDITOR}, said=TAKEN),
    Deed("tenancy.make_export_leases", {CITY, OPERATOR, Role.AUDITOR}, said=TAKEN),
    # the list and the rounds are the city's
    Deed("waitlist.desk_edit", {CITY}, _of("waitlist_entry", "waiting"),
         {"reason": "own_wish"}, {"verb": "remove"}),
    Deed("waitlist.desk_edit", {CITY}, _of("waitlist_entry", "waiting"),
         {"reason": "own_wish"}, {"verb": "suspend"}),
    Deed("allocation.round_publish", {CITY, DECIDER}, _of("allocation_plan", "draft")),
    Deed("allocation.round_next", {CITY}, _of("allocation_plan", "offering")),
    Deed("allocation.round_ask_void", {CITY, DECIDER}, _of("allocation_plan", "offering"),
         {"reason": "mistake"}),
    # homes and leases: the operator hands over, the city files
    Deed("tenancy.lease_countersign", {CITY, OPERATOR},
         _of("lease", "signed", "AND countersigned_on IS NULL")),
    Deed("tenancy.lease_keys", {OPERATOR}, BOUND, {"keys": "2"}),
    Deed("tenancy.lease_filing", {CITY, OPERATOR}, BOUND, {"filing_number": "备-1"}),
    Deed("tenancy.lease_rent", {OPERATOR, CLERK},
         "SELECT lease_uid, 0, uid FROM rent_bill b WHERE NOT EXISTS (SELECT 1 FROM rent_payment p "
         "WHERE p.bill_uid = b.uid) ORDER BY month DESC", {"amount": "1", "method": "cash"},
         more=("bill",)),
    Deed("tenancy.lease_end", {CITY, OPERATOR}, _of("lease", "occupied"),
         {"reason": "tenant_leaves"}),
    Deed("housing.move_unit", {CITY, OPERATOR}, _of("unit", "vacated", order="uid"),
         words={"verb": "start_repair"}),
    # money: one makes, another approves; neither edits who is entitled
    Deed("subsidy.compute", {MAKER}, said={"month": "2026-02"}),
    Deed("subsidy.run_approve", {APPROVER}, RUN.format("computed"), {"looked": ["holds", "lines"]},
         name="month", more=("list_hash",)),
    Deed("subsidy.run_send_back", {APPROVER}, RUN.format("computed"), {"reason": "有误"},
         name="month", more=("list_hash",)),
    Deed("subsidy.agreement_activate", {CITY}, _of("agreement", "signed")),
    Deed("subsidy.agreement_suspend", {CITY}, _of("agreement", "active"), {"why": "recheck"}),
    Deed("subsidy.agreement_stop", {CITY, DECIDER}, _of("agreement", "active"),
         {"reason": "own_wish"}),
    Deed("subsidy.settle", {MAKER, APPROVER}, "SELECT uid, 0 FROM subsidy_return_oddity",
         {"finding": "银行录入错误"}),
    # due process: officers investigate, lawyers look, one decides, the credit officer keeps
    Deed("credit.do_step", {ENFORCEMENT}, _of("credit_case", "clue"), {"signed": "yes"},
         {"verb": "accept"}),
    Deed("credit.do_step", {LEGAL}, _of("credit_case", "review"), {"signed": "yes", **LET},
         {"verb": "pass_review"}),
    Deed("credit.do_step", {DECIDER}, _of("credit_case", "reviewed"),
         {"signed": "yes", "result": "warning", "home": "none", **LET}, {"verb": "decide"}),
    Deed("credit.do_step", {ENFORCEMENT}, _of("credit_case", "decided"),
         {"signed": "yes", "how": "handed_over"}, {"verb": "serve"}),
    Deed("credit.do_step", {CREDIT}, _of("credit_case", "performed"), {"signed": "yes"},
         {"verb": "close"}),
    # exits: district and city weigh, the city signs, the operator takes the keys
    Deed("exit_review.do_step", {DISTRICT, CITY}, _of("review", "changed", order="opened_on"), LET,
         {"verb": "draft_notice"}),
    Deed("exit_review.do_step", {OPERATOR}, _of("review", "moving", order="move_by"),
         {"keys_back": "2", "water": "1", "electricity": "1"}, {"verb": "hand_back"}),
    # reports: the city hands in, the region answers
    Deed("supervision.submit", {CITY}, _of("monthly_report", "returned", order="period")),
    Deed("supervision.accept", {SUPERVISOR}, _of("monthly_report", "submitted", order="period")),
    Deed("supervision.give_back", {SUPERVISOR}, _of("monthly_report", "submitted", order="period"),
         {"reason": "请核对"}),
    # administrators: one power each, and no case
    Deed("identity.finish_duty", {SECURITY}, DUTY),
    Deed("identity.disable_person", {SYSTEM}, "SELECT uid, 0 FROM staff ORDER BY login"),
    Deed("identity.job_again", {SYSTEM}, "SELECT id, 0 FROM job WHERE state = 'parked'",
         name="job"),
]  # fmt: skip


ANYWHERE = {
    "identity.disable_person", "identity.job_again", "subsidy.compute",
    "applications.make_export_caseload", "waitlist.make_export_waitlist",
    "tenancy.make_export_leases",
}  # fmt: skip
"""Accounts and jobs have no place; a list is made of one's own city."""


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_who_may_at_all(walk: Walk, deed: Deed) -> None:
    row = first(deed.thing) if deed.thing else ("", 0)
    body = {"version": str(row[1]), **deed.said, **dict(zip(deed.more, row[2:], strict=True))}
    args = {**({deed.name: row[0]} if deed.thing else {}), **deed.words}
    args |= {name: body.pop(name) for name in deed.parts}
    url = walk.address.build(deed.endpoint, args, method="POST")
    told: dict[str, int] = {}

    def does(seat: Seat) -> bool:
        with nothing_is_kept() as kept:
            answer = walk.keys.ask(seat, "POST", url, body)
        assert kept == []
        told[seat.name] = answer.status
        return answer.carried or (answer.status == 200 and deed.endpoint == "households.reveal")

    assert {role for role, seat in walk.staff.items() if does(seat)} == deed.may, told
    strangers = [] if deed.endpoint in ANYWHERE else [walk.elsewhere[role] for role in deed.may]
    assert not [seat.name for seat in (VISITING, walk.stranger, *strangers) if does(seat)]
