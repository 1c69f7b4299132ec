"""Several files at once: shown first, done one by one, each with its own fate."""

from __future__ import annotations

from flask import Flask

from portal.applications.review import stages
from portal.kernel.act import Role, Who
from portal.kernel.database import write
from portal.kernel.journal import steps_of
from tests import casework
from tests.casework import act_of, browser
from tests.pages import Page
from tests.writes import writes


def ticked(app: Flask, who: Who, action: str, *uids: str, url: str = "/desk", **more: str) -> Page:
    page = browser(app, who).see(url)
    return page.submit(action="/desk/bulk", values={"uid": list(uids), "action": action, **more})


def verbs(uid: str, verb: str) -> int:
    return sum(step.verb == verb for step in steps_of(uid))


def test_accepting_is_shown_first_and_then_done_one_by_one(app: Flask) -> None:
    one = casework.submitted()
    two = casework.submitted(team=one)
    typed_in = casework.submitted(team=one, entered_by=one.clerk.uid)
    look = ticked(app, one.clerk, "accept", one.uid, two.uid, typed_in.uid)
    assert look.status == 200
    assert look.text.count("将受理") == 2
    assert "请换一位复核" in look
    assert one.row.state == "submitted"
    with writes() as made:
        done = look.submit(action="/desk/bulk/do")
    assert len([w for w in made if "bulk_do" in w.opened_by]) == 2
    assert "共 2 件，办成 2 件" in done
    assert [c.row.state for c in (one, two, typed_in)] == ["in_review", "in_review", "submitted"]
    assert verbs(one.uid, "accept") == verbs(two.uid, "accept") == 1


def test_pressing_twice_does_nothing_twice(app: Flask) -> None:
    case = casework.submitted()
    look = ticked(app, case.clerk, "accept", case.uid)
    look.submit(action="/desk/bulk/do")
    again = look.submit(action="/desk/bulk/do")
    assert "已经是这样了" in again
    assert verbs(case.uid, "accept") == 1


def test_a_file_changed_meanwhile_is_refused_alone(app: Flask) -> None:
    one = casework.submitted()
    two = casework.submitted(team=one)
    look = ticked(app, one.clerk, "accept", one.uid, two.uid)
    with write():
        stages.assign(act_of(one.city), application_uid=two.uid, staff_uid=one.clerk.uid)
    done = look.submit(action="/desk/bulk/do")
    assert "共 2 件，办成 1 件" in done
    assert "有人改" in done
    assert (one.row.state, two.row.state) == ("in_review", "submitted")


def test_assigning_to_a_colleague_of_the_open_stage(app: Flask) -> None:
    case = casework.accepted()
    public = casework.on_notice(team=case)
    other = casework.officer(Role.WINDOW_CLERK, name="莫安")
    choose = ticked(app, case.city, "assign", case.uid, public.uid, url="/desk?kind=all")
    assert "莫安" in choose
    assert not [f for f in choose.read.forms if "/desk/bulk/do" in f.action]
    look = choose.submit(index=0, staff=case.civil.uid)
    assert look.text.count("不归这位同事") == 2
    look = choose.submit(index=0, staff=other.uid)
    assert look.text.count("将转给莫安") == 2
    done = look.submit(action="/desk/bulk/do")
    assert "现在由莫安办" in done
    assert case.row.assignee == other.uid
    look.submit(action="/desk/bulk/do")
    assert (verbs(case.uid, "assign"), verbs(public.uid, "assign")) == (1, 1)
    back = browser(app, case.city).see(f"/desk/case/{case.uid}")
    assert "莫安" in back


def test_who_declared_a_tie_gets_no_file(app: Flask) -> None:
    case = casework.accepted()
    with write():
        stages.recuse(act_of(case.clerk), application_uid=case.uid)
    look = ticked(app, case.city, "assign", case.uid, url="/desk?kind=all")
    assert "请换一位复核" in look.submit(index=0, staff=case.clerk.uid)


def test_all_that_the_filter_shows(app: Flask) -> None:
    case = casework.submitted()
    casework.submitted(team=case, income_annual_fen=99_000_000)
    look = ticked(app, case.clerk, "accept", url="/desk?klass=A", whole="yes")
    assert look.text.count("将受理") == 1


def test_files_of_elsewhere_are_not_even_named(app: Flask) -> None:
    case = casework.submitted()
    elsewhere = casework.officer(Role.WINDOW_CLERK, region="450105")
    mine = casework.submitted(team=case)
    desk = browser(app, case.clerk)
    look = desk.see("/desk").submit(
        action="/desk/bulk", values={"uid": [case.uid, mine.uid], "action": "accept"}
    )
    there = browser(app, elsewhere)
    there.see("/desk")
    form = look.form("/desk/bulk/do")
    token = there.see("/desk?kind=all").form("/preferences").fields["csrf_token"][0]
    page = there.send(
        "/desk/bulk/do",
        {"csrf_token": token, "action": "accept", "row": form.fields["row"]},
    )
    assert "韦秀兰" not in page
    assert case.row.state == "submitted"


def test_nothing_ticked_or_nonsense_leads_back(app: Flask) -> None:
    case = casework.submitted()
    assert "请至少勾选一件" in ticked(app, case.clerk, "accept")
    assert "请至少勾选一件" in ticked(app, case.clerk, "refuse", case.uid)
