"""Papers: put in, taken away, handed in, scanned, looked at, erased when due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.applications.codes import Fault, Permission, Proves
from portal.applications.intake import (
    drafts,
    forgetting,
    paperlist,
    papers,
    people,
    subjects,
    wrong,
)
from portal.applications.intake.machines import EVIDENCE
from portal.applications.intake.subjects import Subject, own_members
from portal.applications.models import Application, Dispute, Evidence
from portal.applications.review import looking, settling, supplements
from portal.kernel import blobs
from portal.kernel.access import allowed
from portal.kernel.act import Act, Channel, Kind, Role, Who
from portal.kernel.blobs import Blob
from portal.kernel.database import db, write
from portal.kernel.errors import Conflict, Missing, NotYours, Refused, Unavailable
from portal.kernel.journal import Leaf, last_step, views_of
from portal.kernel.levels import Level
from portal.kernel.machine import Move
from portal.kernel.outbox import EventRow, Job
from portal.kernel.payloads import Payload
from portal.kernel.scanning import Scan, Verdict
from portal.kernel.worker import Worker
from tests import casework
from tests.conftest import TODAY, an_act
from tests.intake import HUANG, WEI, City, a_resident, applied
from tests.machines import (
    only_a_person_decides,
    refuses_all_other_pairs,
    strangers_are_refused,
)
from tests.papers import a_page, about, handed_in, looked_at, put_in


def me(application: Application, level: Level = Level.I1R, on: date = TODAY) -> Act:
    return an_act(replace(a_resident(application.applicant_uid, level), about=application.uid), on)


def silent(city: City, source: str = "income", **more: Any) -> Application:
    """A household about which one department says nothing."""
    city.partners.admin.fault(source, "down")
    return applied(city, WEI, **more)


def again(paper: Evidence) -> Evidence:
    db.session.rollback()
    return db.session.get_one(Evidence, paper.uid)


# --- for what ----------------------------------------------------------------------------


def whys(application: Application, *, proven: bool = True) -> dict[str, str]:
    whose = own_members(application, application.applicant_uid, proven=proven)
    found = subjects.wanted(application, whose, proven=proven, on=TODAY)
    return {
        one.subject.what: one.why
        for one in found
        if one.why != "only_papers" and one.subject.person_uid == application.applicant_uid
    }


def test_only_what_is_missing_is_asked_for(city: City) -> None:
    assert whys(silent(city)) == {"income": "silent"}


def test_nothing_is_asked_for_when_everybody_answered(city: City) -> None:
    application = applied(city, WEI)
    assert whys(application) == {}
    found = subjects.wanted(
        application,
        own_members(application, application.applicant_uid, proven=True),
        proven=True,
        on=TODAY,
    )
    assert {one.subject.what for one in found} == {"occupation", "honour", "orphan"}


def test_who_chose_papers_may_bring_any(city: City) -> None:
    found = whys(applied(city, WEI, route="evidence"))
    assert {"income", "property", "hukou"} <= set(found)
    assert set(found.values()) == {"route"}


def test_who_is_not_proven_learns_nothing_from_what_is_missing(city: City) -> None:
    city.partners.admin.fault("property", "contradicting")
    application = applied(city, WEI)
    assert whys(application) == {"property": "conflict"}
    assert whys(application, proven=False) == {}


def test_where_two_registers_disagree_a_paper_helps(city: City) -> None:
    city.partners.admin.fault("tax", "contradicting")
    application = applied(city, WEI)
    assert whys(application) == {"income": "conflict"}
    assert whys(application, proven=False) == {}


def test_a_disputed_fact_wants_a_paper_and_some_need_one(city: City) -> None:
    application = applied(city, WEI)
    for source in ("vehicle", "income"):
        with write():
            wrong.say_wrong(
                me(application), application_uid=application.uid, source=source, text="不对",
                person_uid=application.applicant_uid,
            )  # fmt: skip
    found = subjects.wanted(
        application,
        own_members(application, application.applicant_uid, proven=True),
        proven=True,
        on=TODAY,
    )
    needed = {one.subject.what: one.needed for one in found if one.why == "disputed"}
    assert needed == {"vehicle": False, "income": True}


def test_a_minors_papers_are_the_applicants_and_no_other_adults(city: City) -> None:
    city.partners.admin.fault("property", "down")
    application = applied(city, HUANG)
    lines = {row.relation: row.person_uid for row in people.members(application.uid)}
    paper = put_in(me(application), application, about(application, "property", lines["child"]))
    assert set(paper.people) == {application.applicant_uid, lines["child"]}
    spouse = a_resident(lines["spouse"], Level.I2)
    assert not allowed(spouse, Permission.SEE_OWN_PAPERS, paper)
    assert allowed(me(application).by, Permission.SEE_OWN_PAPERS, paper)
    assert not allowed(me(application, Level.I1).by, Permission.SEE_OWN_PAPERS, paper)
    own = paperlist.own_groups(application, lines["spouse"], Level.I1R, TODAY)
    assert not any(group.pages for group in own)


# --- put in, taken away, handed in -----------------------------------------------------------


def test_put_in_then_handed_in_page_by_page(city: City) -> None:
    application = silent(city)
    first = put_in(me(application, Level.I1), application, "income", 1)
    second = put_in(me(application, Level.I1), application, "income", 2)
    assert (first.position, second.position, second.state) == (1, 2, "added")
    with write():
        sent = papers.hand_in(me(application), application.uid, about(application, "income"))
    assert [paper.uid for paper in sent] == [first.uid, second.uid]
    assert again(second).state == "received"
    assert last_step(second.uid).verb == "hand_in"  # type: ignore[union-attr]
    with write():
        assert papers.hand_in(me(application), application.uid) == []
    leaf = db.session.scalars(select(Leaf).where(Leaf.action == "evidence.stowed")).first()
    blob = db.session.get_one(Blob, first.blob_uid)
    assert leaf is not None
    assert blob.address in leaf.body


def test_what_is_kept_is_the_picture_sealed(city: City, app: Flask) -> None:
    application = silent(city)
    content = a_page()
    paper = put_in(me(application), application, "income", content=content)
    kept = papers.content_of(paper)
    assert kept.startswith(b"\xff\xd8")
    for place in Path(app.config["BLOB_FOLDER"]).glob("*/*"):
        assert kept[:200] not in place.read_bytes()


def test_the_same_page_twice(city: City) -> None:
    application = silent(city, route="evidence")
    put_in(me(application), application, "income", 1)
    with pytest.raises(Refused, match="paper_twice"):
        put_in(me(application), application, "income", 1)
    # For another thing it is no repetition.
    assert put_in(me(application), application, "property", 1).position == 1


def test_taken_away_before_it_was_sent(city: City) -> None:
    application = silent(city)
    paper = put_in(me(application), application, "income")
    uid, blob_uid = paper.uid, paper.blob_uid
    other = reviewer(application)
    with pytest.raises(Refused, match="not_yours_to_remove"), write():
        papers.remove(other, evidence_uid=uid)
    with write():
        papers.remove(me(application), evidence_uid=uid)
    assert again(paper).state == "forgotten"
    with pytest.raises(Missing):
        blobs.open_blob(blob_uid)
    sent = handed_in(me(application), application, "income", 2)
    with pytest.raises(Conflict, match="not_from_here"), write():
        papers.remove(me(application), evidence_uid=sent.uid)


def test_nobody_else_puts_papers_in(city: City) -> None:
    application = silent(city)
    stranger = an_act(a_resident("x" * 22, Level.I2))
    for act in (stranger, me(application, Level.I0), an_act(casework.officer(Role.AUDITOR))):
        with pytest.raises(NotYours):
            put_in(act, application, "income")
    clerk = casework.officer(Role.WINDOW_CLERK, region="450102")
    with pytest.raises(Refused, match="client_first"):
        put_in(an_act(clerk), application, "income")


def test_a_clerk_takes_a_paper_in_at_once(city: City) -> None:
    application = silent(city)
    clerk = casework.officer(Role.WINDOW_CLERK, region="450102")
    act = an_act(clerk, TODAY, Channel.WINDOW)
    paper = put_in(act, application, "income")
    assert (paper.state, paper.channel) == ("received", "window")
    assert application.applicant_uid in paper.people


@pytest.fixture
def small_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages a day, three for an application."""
    real = papers.rulebook
    few = {"intake.papers_per_day": 2, "intake.papers_per_application": 3}

    def rulebook(*given: Any, **more: Any) -> Any:
        rules = real(*given, **more)
        return SimpleNamespace(value=lambda key: few.get(key) or rules.value(key))

    monkeypatch.setattr(papers, "rulebook", rulebook)


def test_quotas_of_a_day_and_of_an_application(city: City, small_rules: None) -> None:
    application = silent(city)
    first = put_in(me(application), application, "income", 1)
    with write():
        papers.remove(me(application), evidence_uid=first.uid)
    put_in(me(application), application, "income", 2)
    with pytest.raises(Refused, match="papers_today") as refused:
        put_in(me(application), application, "income", 3)
    assert (refused.value.field, refused.value.facts) == ("file", {"most": 2})
    tomorrow = me(application, on=TODAY + timedelta(days=1))
    put_in(tomorrow, application, "income", 3)
    put_in(tomorrow, application, "income", 4)
    with pytest.raises(Refused, match="papers_full"):
        put_in(me(application, on=TODAY + timedelta(days=2)), application, "income", 5)
    # A clerk serves many a day, but an application has its end.
    clerk = casework.officer(Role.WINDOW_CLERK, region="450102")
    with pytest.raises(Refused, match="papers_full"):
        put_in(an_act(clerk, TODAY, Channel.WINDOW), application, "income", 6)


def test_papers_of_a_draft_go_in_with_the_application(city: City) -> None:
    city.partners.admin.fault("income", "down")
    client = city.browser()
    city.to_check(client, WEI)
    draft = db.session.scalars(select(Application)).one()
    paper = put_in(me(draft), draft, "income")
    page = client.see("/apply/sign")
    page.submit({"route": "commitment", "signature": WEI.name}, action="/apply/sign")
    assert again(paper).state == "received"


def test_beginning_again_keeps_what_was_put_in(city: City) -> None:
    city.partners.admin.fault("income", "down")
    city.to_facts(city.browser(), WEI)
    draft = db.session.scalars(select(Application)).one()
    paper = put_in(me(draft), draft, "income")
    with write():
        wrong.say_wrong(
            me(draft), application_uid=draft.uid, source="vehicle", text="卖了",
            person_uid=draft.applicant_uid,
        )  # fmt: skip
    city.to_facts(city.browser(), WEI)
    newer = db.session.scalars(select(Application).where(Application.state == "draft")).one()
    assert newer.uid != draft.uid
    assert again(paper).application_uid == newer.uid
    assert db.session.scalars(select(Dispute.application_uid)).all() == [newer.uid]


def test_papers_put_in_count_as_an_answer_when_time_is_over(app: Flask) -> None:
    case = casework.accepted()
    with write():
        supplements.ask(casework.act_of(case.clerk), application_uid=case.uid, items=["合同"])
    item = Subject(Proves.ITEM, "0", case.applicant)
    paper = put_in(me(case.row, Level.I1), case.row, item)
    supplements.supplements_due(casework.house_act(TODAY + timedelta(days=60)))
    assert again(paper).state == "received"
    assert case.row.state == "in_review"
    row = supplements.supplement_of(case.uid)
    assert row is not None
    assert row.answered_on is not None


# --- looked at, not accepted -----------------------------------------------------------------


def reviewer(application: Application) -> Act:
    return an_act(casework.officer(Role.DISTRICT_REVIEWER, region=application.place))


def test_a_look_needs_a_purpose_and_is_remembered_page_by_page(city: City) -> None:
    application = silent(city)
    first = handed_in(me(application), application, "income", 1)
    second = handed_in(me(application), application, "income", 2)
    act = reviewer(application)
    for purpose, detail in (("", ""), ("nosy", ""), ("other", " ")):
        with pytest.raises(Refused, match="paper_purpose"):
            looking.look(act, first, purpose=purpose, detail=detail)
    assert not looking.looking(act, first)
    looking.look(act, first, purpose="other", detail="电话核实")
    for paper in (first, second):
        assert looking.looking(act, again(paper))
        assert [v.purpose for v in views_of(paper.uid)] == ["other: 电话核实"]
    later = an_act(act.by)
    assert not looking.looking(
        Act(**{**later.__dict__, "at": act.at + timedelta(minutes=16)}), again(first)
    )


def test_not_accepted_with_a_reason_and_replaced_by_a_better_one(city: City) -> None:
    application = silent(city)
    paper = handed_in(me(application), application, "income", 1)
    act = reviewer(application)
    with pytest.raises(Refused, match="paper_not_seen"), write():
        settling.check_papers(act, application_uid=application.uid, evidence=[paper.uid])
    uid = looked_at(act, paper)
    with pytest.raises(Refused, match="papers_missing"), write():
        settling.check_papers(act, application_uid=application.uid, evidence=[])
    with write():
        settling.check_papers(
            act, application_uid=application.uid, evidence=[uid], fault=Fault.UNREADABLE
        )
    row = again(paper)
    assert (row.state, row.fault) == ("rejected", "unreadable")
    told = db.session.scalars(
        select(EventRow).where(EventRow.type == "applications.PaperRejected")
    ).one()
    assert application.applicant_uid in told.payload
    with pytest.raises(Conflict, match="not_from_here"), write():
        settling.check_papers(act, application_uid=application.uid, evidence=[uid])
    better = handed_in(me(application), application, "income", 2)
    assert (again(paper).state, again(better).state) == ("superseded", "received")
    uid = looked_at(act, better)
    with write():
        settling.check_papers(act, application_uid=application.uid, evidence=[uid])
    assert again(better).state == "checked"


def test_whoever_typed_the_file_in_does_not_check_it(app: Flask) -> None:
    clerk = casework.officer(Role.WINDOW_CLERK)
    case = casework.submitted(entered_by=clerk.uid)
    paper = handed_in(
        an_act(a_resident(case.applicant, Level.I1R)), case.row, about(case.row, "income")
    )
    act = casework.act_of(clerk)
    uid = looked_at(act, paper)
    with pytest.raises(Refused, match="self_review"), write():
        settling.check_papers(act, application_uid=case.uid, evidence=[uid])


# --- the scanner ---------------------------------------------------------------------------


class FakeScanner:
    """Says what it is told to; ``None`` is silence."""

    verdict: Verdict | None = None

    def scan(self, content: bytes) -> Verdict:
        if self.verdict is None:
            raise Unavailable("scanner_silent")
        return self.verdict


@pytest.fixture
def scanner(app: Flask) -> Iterator[FakeScanner]:
    fake = app.extensions["anju.scanner"] = FakeScanner()
    yield fake
    app.extensions["anju.scanner"] = None


def test_without_a_scanner_a_paper_is_not_scanned_and_says_so(city: City) -> None:
    application = silent(city)
    paper = put_in(me(application), application, "income")
    city.drain()
    row = again(paper)
    assert row.scan == Scan.NOT_SCANNED
    assert paperlist.card(row, shown=True, number=1).scan[0] == "open"
    assert db.session.scalar(select(func.count()).where(Job.handler == papers.SCAN)) == 0


def test_scanned_and_clean(city: City, scanner: FakeScanner) -> None:
    scanner.verdict = Verdict(Scan.CLEAN)
    application = silent(city)
    paper = put_in(me(application), application, "income")
    city.drain()
    row = again(paper)
    assert (row.scan, row.state) == ("clean", "added")
    assert row.scanned_at is not None


def test_what_harms_is_locked_up_for_everybody(city: City, scanner: FakeScanner) -> None:
    scanner.verdict = Verdict(Scan.FOUND, "Test.Harm")
    application = silent(city)
    paper = handed_in(me(application), application, "income")
    city.drain()
    row = again(paper)
    assert (row.scan, row.scan_found, row.state, row.fault) == (
        "found", "Test.Harm", "rejected", "infected",
    )  # fmt: skip
    assert not papers.servable(row)
    assert not paperlist.card(row, shown=True, number=1).shown
    act = reviewer(application)
    looking.look(act, row, purpose="review")
    assert views_of(paper.uid) == []


def test_a_silent_scanner_is_asked_again_and_never_taken_for_clean(
    city: City, scanner: FakeScanner, app: Flask
) -> None:
    application = silent(city)
    paper = put_in(me(application), application, "income")
    worker: Worker = app.extensions["anju.worker"]
    worker.drain()
    job = db.session.scalars(select(Job).where(Job.handler == papers.SCAN)).one()
    assert (job.state, job.attempts) == ("ready", 1)
    assert "scanner_silent" in (job.last_error or "")
    assert again(paper).scan == "not_scanned"


def test_nothing_is_scanned_that_was_taken_away(city: City, scanner: FakeScanner) -> None:
    scanner.verdict = Verdict(Scan.FOUND, "Test.Harm")
    application = silent(city)
    paper = put_in(me(application), application, "income")
    with write():
        papers.remove(me(application), evidence_uid=paper.uid)
    city.drain()
    assert (again(paper).scan, again(paper).state) == ("not_scanned", "forgotten")


# --- erased when due -------------------------------------------------------------------------


def forget_on(day: date) -> None:
    forgetting.papers_due(casework.house_act(day))
    forgetting.words_due(casework.house_act(day))


def with_words_and_papers(city: City) -> tuple[Application, Evidence]:
    application = silent(city)
    paper = handed_in(me(application), application, "income")
    with write():
        wrong.say_wrong(
            me(application), application_uid=application.uid, source="vehicle", text="卖掉了",
            person_uid=application.applicant_uid,
        )  # fmt: skip
    return application, paper


def words_left() -> int:
    count = select(func.count()).select_from(Dispute).join(
        Payload, Payload.uid == Dispute.payload_uid
    )  # fmt: skip
    return db.session.scalar(count.where(Payload.erased_at.is_(None))) or 0


def test_a_withdrawn_applications_papers_are_erased_after_their_days(
    city: City, app: Flask
) -> None:
    application, paper = with_words_and_papers(city)
    with write():
        drafts.withdraw(me(application), application_uid=application.uid)
    forget_on(TODAY + timedelta(days=30))
    assert again(paper).state == "received"
    forget_on(TODAY + timedelta(days=31))
    assert again(paper).state == "forgotten"
    assert words_left() == 0
    with pytest.raises(Missing):
        papers.content_of(again(paper))
    blob = db.session.get_one(Blob, again(paper).blob_uid)
    files = Path(app.config["BLOB_FOLDER"])
    assert list(files.glob(f"*/{blob.address}"))
    blobs.sweep(older_than=0)
    assert not list(files.glob(f"*/{blob.address}"))
    forget_on(TODAY + timedelta(days=32))


def test_not_while_a_case_about_the_household_is_under_way(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    application, paper = with_words_and_papers(city)
    with write():
        drafts.withdraw(me(application), application_uid=application.uid)
    monkeypatch.setattr(
        forgetting, "case_under_way", lambda uids: application.applicant_uid in uids
    )
    forget_on(TODAY + timedelta(days=90))
    assert again(paper).state == "received"
    assert words_left() == 1


def test_a_lapsed_drafts_papers_go_at_once(city: City) -> None:
    city.partners.admin.fault("income", "down")
    city.to_check(city.browser(), WEI)
    draft = db.session.scalars(select(Application)).one()
    with write():
        db.session.get_one(Application, draft.uid).lapses_on = TODAY + timedelta(days=3)
    paper, last = put_in(me(draft), draft, "income"), draft.lapses_on
    for day, expected in ((last, "added"), (last + timedelta(days=1), "forgotten")):
        drafts.lapse_drafts_due(casework.house_act(day))
        forget_on(day)
        assert again(paper).state == expected


def test_what_was_never_handed_in_goes_too_what_was_stays(city: City) -> None:
    application = silent(city)
    sent = handed_in(me(application), application, "income", 1)
    left = put_in(me(application), application, "income", 2)
    forget_on(TODAY + timedelta(days=30))
    assert again(left).state == "added"
    forget_on(TODAY + timedelta(days=31))
    assert (again(left).state, again(sent).state) == ("forgotten", "received")


# --- the machine -------------------------------------------------------------------------------


def test_the_table_is_all_there_is(city: City) -> None:
    application = silent(city)
    paper = handed_in(me(application), application, "income")

    def thing_in(state: str) -> Evidence:
        row = db.session.get_one(Evidence, paper.uid)
        # A test may put a thing where it wants it; the house never does.
        row.state = state
        return row

    def act_for(_move: Move, _thing: Any) -> Act:
        return casework.house_act()

    stranger = an_act(casework.officer(Role.AUDITOR))
    assert refuses_all_other_pairs(EVIDENCE, thing_in, act_for) > 20
    assert strangers_are_refused(EVIDENCE, thing_in, stranger) > 8
    assert only_a_person_decides(EVIDENCE, thing_in, casework.house_act()) == 1
    assert not allowed(Who(Kind.STAFF, "x"), Permission.FORGET_PAPERS, paper)
