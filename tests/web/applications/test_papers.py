"""Papers through pages: brought by a household, seen by a desk, taken in at a window."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.applications import latest_screening
from portal.applications.intake import papers, people
from portal.applications.models import Application, Dispute, Evidence, Signature
from portal.applications.review import supplements
from portal.applications.views import papers as views
from portal.eligibility import Why
from portal.kernel.act import Kind, Role, Who
from portal.kernel.database import db, write
from portal.kernel.journal import views_of
from portal.kernel.levels import Level
from portal.kernel.scanning import Scan
from portal.kernel.web.errorpages import explain
from tests import casework
from tests.casework import browser
from tests.conftest import an_act
from tests.intake import HUANG, HUANG_HUSBAND, WEI, Cast, City, applied, press
from tests.pages import HouseClient, Page
from tests.papers import a_page, about, handed_in
from tests.uploads import LIMITS, Upload, pdf, uploads
from tests.visits import in_english


def add(page: Page, content: bytes, filename: str = "photo.jpg", **more: Any) -> Page:
    """Choose a file and press the button of the page's upload form."""
    return page.submit({"file": (BytesIO(content), filename), **more}, index=_upload(page))


def _upload(page: Page) -> int:
    own = [
        form
        for form in page.read.forms
        if form.method == "post" and "/preferences" not in form.action
        and "/demo/" not in form.action and "/sign-out" not in form.action
    ]  # fmt: skip
    return next(n for n, form in enumerate(own) if "file" in form.fields)


def rows() -> list[Evidence]:
    db.session.rollback()
    return list(db.session.scalars(select(Evidence).order_by(Evidence.position)))


def the_application() -> Application:
    db.session.rollback()
    return db.session.scalars(select(Application)).one()


def paper_page(client: HouseClient, source: str, **more: Any) -> Page:
    return client.see(f"/my/papers/fact/{source}/{the_application().applicant_uid}", **more)


def resident(application: Application, level: Level = Level.I1R) -> Who:
    return Who(Kind.RESIDENT, application.applicant_uid, level=level)


@pytest.fixture
def silent(city: City) -> City:
    city.partners.admin.fault("income", "down")
    return city


# --- a household -------------------------------------------------------------------------


def test_papers_for_a_silent_department_before_handing_in(silent: City) -> None:
    client = silent.browser()
    page = silent.to_facts(client, WEI).click("现在就交材料")
    assert page.h1.startswith("去年的收入") or "收入" in page.h1
    page = add(page, a_page(1))
    assert "这一页收到了" in page
    page = add(page, a_page(2))
    assert "已有 2 页" in page
    pictures = [href for href, _ in page.read.links if href.startswith("/my/papers/file/")]
    assert len(pictures) == 2
    page = press(page, f"{pictures[0]}/remove")
    assert "已有 1 页" in page
    page = page.click("就这些，继续")
    assert page.url == "/apply/facts"
    press(page, "/apply/facts")
    press(client.see("/apply/wish"), "/apply/wish", {"wish": "unit", "district": "450103",
                                                     "lives_in": "450103"})  # fmt: skip
    page = press(
        client.see("/apply/sign"), "/apply/sign", {"route": "commitment", "signature": WEI.name}
    )
    assert page.url == "/apply/done"
    assert [row.state for row in rows()] == ["forgotten", "received"]
    assert "您交了 1 项材料" in client.see("/my/application")


def test_what_is_wrong_is_said_then_shown(city: City) -> None:
    client = city.browser()
    page = city.to_facts(client, WEI)
    page = client.see("/apply/facts/wrong/income")
    assert "22,800.00" in page
    refused = page.submit(action="/apply/facts/wrong")
    assert refused.status == 422
    assert "勾选哪里不对" in refused
    page = refused.submit(
        {"values": ["annual_fen"], "text": "去年只有一万五"}, action="/apply/facts/wrong"
    )
    assert page.url.startswith("/my/papers/fact/income/")
    assert "需要材料" in page
    add(page, pdf(), "证明.pdf")
    page = client.see("/apply/facts")
    assert "去年只有一万五" in page
    again = client.see("/apply/facts/wrong/income")
    again = again.submit({"values": ["assets_fen"], "text": "x"}, action="/apply/facts/wrong")
    assert again.status == 409
    assert "已经说过了" in again
    back = next(f.action for f in page.read.forms if "take-back" in f.action)
    page = press(page, back)
    assert page.url == "/apply/facts"
    assert db.session.scalars(select(Dispute.state)).all() == ["withdrawn"]


def test_after_handing_in_too(city: City) -> None:
    applied(city, WEI)
    client = browser(city.app, resident(the_application()))
    page = client.see("/my/application/findings").click("去年的收入")
    page = page.submit({"values": ["annual_fen"], "text": "不对"}, action="/wrong/income")
    page = add(page, a_page())
    page = press(page, next(f.action for f in page.read.forms if f.action.endswith("/send")))
    assert page.url == "/my/papers"
    assert [row.state for row in rows()] == ["received"]
    page = client.see("/my/application")
    assert "您说不对的" in page
    found = latest_screening(the_application().uid)
    assert found is not None
    assert found.facts.fact("income_annual_fen").why is Why.DISPUTED


def test_both_languages_and_the_list_of_what_helps(silent: City) -> None:
    client = in_english(silent.browser())
    silent.to_facts(client, WEI)
    page = client.see("/my/papers")
    assert "The department has not answered" in page
    assert "May put you first in line" in page
    page = page.click("Income last year")
    assert "JPEG, PNG, WebP or PDF, up to 10 MB" in page
    empty = add(page, b"", "photo.jpg")
    assert (empty.status, "This file is empty." in empty) == (422, True)
    none = add(page, b"", "")
    assert (none.status, "Please choose a photo or a PDF first." in none) == (422, True)


def test_an_unproven_visitor_puts_in_and_sees_no_picture(silent: City) -> None:
    client = silent.browser()
    silent.to_facts(client, WEI, phone="13500000001")
    page = add(paper_page(client, "income"), a_page())
    assert "已有 1 页" in page
    assert "/file/" not in "".join(href for href, _ in page.read.links)
    assert "<img" not in page.html.split("<main")[1]
    client.see(f"/my/papers/file/{rows()[0].uid}", status=404)
    client.see(f"/my/papers/file/{rows()[0].uid}/small", status=404)
    page = press(page, f"/my/papers/file/{rows()[0].uid}/remove")
    assert rows()[0].state == "forgotten"


def test_nothing_for_what_could_be_looked_up(city: City) -> None:
    client = city.browser()
    city.to_facts(client, WEI)
    paper_page(client, "income", status=404)
    paper_page(client, "nonsense", status=404)
    assert "目前不需要您交材料" in client.see("/my/papers")


def test_what_i_handed_in_and_nobody_elses(silent: City) -> None:
    applied(silent, HUANG)
    application = the_application()
    me = resident(application)
    paper = handed_in(an_act(me), application, about(application, "income"))
    uid = paper.uid
    client = browser(silent.app, me)
    for address, kind in ((f"/my/papers/file/{uid}", "image/jpeg"),
                          (f"/my/papers/file/{uid}/small", "image/jpeg")):  # fmt: skip
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("inline; filename=paper-1")
        assert answer.data.startswith(b"\xff\xd8")
    spouse = next(m for m in people.members(application.uid) if m.relation == "spouse")
    others = [
        Who(Kind.RESIDENT, spouse.person_uid, level=Level.I2),
        Who(Kind.RESIDENT, "x" * 22, level=Level.I2),
        casework.officer(Role.DISTRICT_REVIEWER),
        casework.officer(Role.SYSTEM_ADMIN),
    ]
    for who in others:
        for end in ("", "/small"):
            browser(silent.app, who).see(f"/my/papers/file/{uid}{end}", status=404)
    visitor = silent.browser().get(f"/my/papers/file/{uid}")
    assert "/sign-in" in visitor.location


# --- sizes ---------------------------------------------------------------------------------


def test_a_large_file_is_refused_beside_its_field(silent: City) -> None:
    client = silent.browser()
    silent.to_facts(client, WEI)
    page = add(paper_page(client, "income"), b"\xff\xd8\xff".ljust(LIMITS.size + 1, b"0"))
    assert page.status == 422
    assert "超过 10 MB" in page
    add(paper_page(client, "income"), a_page(1).ljust(LIMITS.size, b"\0"))
    assert len(rows()) == 1


def test_far_too_much_is_not_even_read(silent: City) -> None:
    client = silent.browser()
    silent.to_facts(client, WEI)
    page = paper_page(client, "income")
    answer = client.post(page.url, data={"file": (BytesIO(b"0" * 25 * 1024 * 1024), "a.jpg")})
    assert answer.status_code == 413
    assert "太大" in answer.get_data(as_text=True)
    assert rows() == []


def test_only_the_upload_routes_take_more_and_only_from_who_is_here(silent: City) -> None:
    client = silent.browser()
    silent.to_facts(client, WEI)
    url = paper_page(client, "income").url
    much = b"0" * (5 * 1024 * 1024)
    assert client.post("/apply/wish", data={"file": (BytesIO(much), "a")}).status_code == 413
    assert client.post(url, data={"file": (BytesIO(much), "a")}).status_code != 413
    visitor = silent.browser()
    assert visitor.post(url, data={"file": (BytesIO(much), "a")}).status_code == 413


# --- three hundred hostile uploads ------------------------------------------------------------


@pytest.fixture
def upload_page(silent: City, monkeypatch: pytest.MonkeyPatch) -> Page:
    """The page of a household that may bring as many papers as the list is long, equal ones too."""
    monkeypatch.setattr(papers, "_within", lambda *given, **more: None)
    monkeypatch.setattr(papers, "_not_twice", lambda *given: None)
    monkeypatch.setattr(views, "count_try", lambda *given, **more: None)
    client = silent.browser()
    silent.to_facts(client, WEI)
    return paper_page(client, "income")


def _came_out(page: Page, one: Upload) -> str:
    """What became of an upload: the kind kept, or the refusals whose words stand on the page."""
    token = {"csrf_token": page.form(page.url).fields["csrf_token"][0]}
    answer = page.client.post(page.url, data={**token, "file": (BytesIO(one.make()), one.filename)})
    if answer.status_code == 302:
        with write():
            newest = db.session.scalars(select(Evidence).where(Evidence.state == "added")).one()
            # Out of the way, so that the page stays as short as a household's.
            newest.state = "superseded"
            newest.what = "elsewhere"
            return newest.kind
    if answer.status_code == 413:
        return "file_large"
    html = answer.get_data(as_text=True)
    said = [code for code in one.label.split(" or ") if _says(html, code)]
    return said[0] if answer.status_code == 422 and said else f"{answer.status_code}"


def _says(html: str, code: str) -> bool:
    return code.startswith("file_") and explain(code, size="10") in html


@pytest.mark.long
def test_three_hundred_hostile_uploads_through_the_page(upload_page: Page) -> None:
    came = {one.name: _came_out(upload_page, one) for one in uploads()}
    labels = {one.name: one.label.split(" or ") for one in uploads()}
    assert {name: told for name, told in came.items() if told not in labels[name]} == {}
    count = db.session.scalar(select(func.count()).select_from(Evidence))
    assert count == sum(told in ("image", "pdf") for told in came.values())


# --- a desk ---------------------------------------------------------------------------------


def a_paper(city: City, *, source: str = "income", content: bytes = b"") -> Evidence:
    """A handed-in application with one paper of a silent department."""
    city.partners.admin.fault(source, "down")
    applied(city, WEI)
    application = the_application()
    return handed_in(an_act(resident(application)), application, source, content=content)


def reviewer() -> Who:
    return casework.officer(Role.DISTRICT_REVIEWER, region=the_application().place)


def test_a_paper_is_seen_for_a_purpose_only(city: City) -> None:
    paper = a_paper(city)
    uid, who = paper.uid, reviewer()
    desk = browser(city.app, who)
    page = desk.see(f"/desk/case/{the_application().uid}")
    assert "有 1 页等着看" in page
    page = page.click("去年的收入: 韦桂兰")
    assert page.url == f"/desk/paper/{uid}"
    assert "<img" not in page.html.split("<main")[1]
    desk.see(f"/desk/paper/{uid}/content", status=404)
    assert page.submit().status == 422
    assert page.submit({"purpose": "other"}).status == 422
    assert views_of(uid) == []
    page = page.submit({"purpose": "review"})
    assert f"/desk/paper/{uid}/content" in page.html
    assert "没有查病毒" in page
    answer = desk.get(f"/desk/paper/{uid}/content")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    db.session.rollback()
    assert [(v.what, v.purpose, v.viewer) for v in views_of(uid)] == [("paper", "review", who.uid)]
    # Another one has to say a purpose of their own.
    browser(city.app, reviewer()).see(f"/desk/paper/{uid}/content", status=404)
    mine = browser(city.app, resident(the_application())).see("/my/who-looked")
    assert "交来的材料" in mine


def test_other_places_and_duties_see_nothing(city: City) -> None:
    uid = a_paper(city).uid
    for who in (
        casework.officer(Role.DISTRICT_REVIEWER, region="450125"),
        casework.officer(Role.FINANCE_MAKER), casework.officer(Role.SYSTEM_ADMIN),
        resident(the_application(), Level.I2),
    ):  # fmt: skip
        for end in ("", "/content"):
            browser(city.app, who).see(f"/desk/paper/{uid}{end}", status=404)


def test_a_pdf_comes_as_an_attachment_under_a_sandbox(city: City) -> None:
    whole = pdf()
    uid = a_paper(city, content=whole).uid
    desk = browser(city.app, reviewer())
    page = desk.see(f"/desk/paper/{uid}").submit({"purpose": "review"})
    assert "没有查过病毒" in page
    answer = desk.get(f"/desk/paper/{uid}/content")
    assert (answer.mimetype, answer.data) == ("application/pdf", whole)
    assert answer.headers["Content-Disposition"] == "attachment; filename=paper-1.pdf"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_scanner_found_something_in_opens_for_nobody(city: City) -> None:
    uid = a_paper(city).uid
    desk = browser(city.app, reviewer())
    desk.see(f"/desk/paper/{uid}").submit({"purpose": "review"})
    with write():
        db.session.get_one(Evidence, uid).scan = Scan.FOUND.value
    desk.see(f"/desk/paper/{uid}/content", status=404)
    assert "谁都打不开" in desk.see(f"/desk/paper/{uid}")
    own = browser(city.app, resident(the_application()))
    own.see(f"/my/papers/file/{uid}", status=404)


def test_not_accepted_is_told_and_a_better_one_comes(city: City) -> None:
    uid = a_paper(city).uid
    desk = browser(city.app, reviewer())
    page = desk.see(f"/desk/paper/{uid}").submit({"purpose": "review"})
    assert page.submit({"outcome": "unreadable"}, action="/papers/check").status == 422
    page = page.submit({"evidence": uid, "outcome": "unreadable"}, action="/papers/check")
    assert "没有通过" in page
    client = browser(city.app, resident(the_application()))
    assert "有一份材料没有通过" in client.see("/my/application")
    page = paper_page(client, "income")
    assert "看不清" in page
    page = add(page, a_page(9))
    press(page, next(f.action for f in page.read.forms if f.action.endswith("/send")))
    assert [row.state for row in rows()] == ["superseded", "received"]


def test_a_value_from_papers_is_compared_at_once(city: City) -> None:
    uid = a_paper(city).uid
    who, person = reviewer(), the_application().applicant_uid
    desk = browser(city.app, who)
    address = f"/desk/case/{the_application().uid}/fact/income/{person}"
    page = desk.see(address)
    given = {
        "shown-annual_fen": "15000", "shown-assets_fen": "0", "shown-evidence": uid,
        "shown-text": "单位证明", "shown-dated-year": "2026", "shown-dated-month": "2",
        "shown-dated-day": "20",
    }  # fmt: skip
    refused = page.submit(given, action="/papers")
    assert refused.status == 422
    assert "15000" in refused.html
    desk.see(f"/desk/paper/{uid}").submit({"purpose": "verify"})
    page = desk.see(address)
    future = page.submit({**given, "shown-dated-year": "2030"}, action="/papers")
    assert "这一天还没到" in future
    page = page.submit(given, action="/papers")
    assert page.url == address, page.text[:500]
    assert "15,000.00" in page
    assert who.name in page
    found = latest_screening(the_application().uid)
    assert found is not None
    assert found.facts.value("income_annual_fen") == 1_500_000
    assert "材料" in desk.see(f"/desk/case/{the_application().uid}")
    for role in (Role.AUDITOR,):
        other = browser(city.app, casework.officer(role, region="450000"))
        page = other.see(address)
        assert not [f for f in page.read.forms if f.action.startswith(address)]


def test_a_dispute_is_settled_for_the_department(city: City) -> None:
    applied(city, WEI)
    application = the_application()
    client = browser(city.app, resident(application))
    page = client.see("/my/application/wrong/vehicle")
    page.submit({"values": ["cars"], "text": "没有车"}, action="/wrong/vehicle")
    desk = browser(city.app, reviewer())
    address = f"/desk/case/{application.uid}/fact/vehicle/{application.applicant_uid}"
    page = desk.see(address)
    assert "没有车" in page
    page = page.submit(action="/ask")
    assert "问过了" in page
    page = page.submit({"stand-corrected": "no", "stand-text": "登记没有错"}, action="/stand")
    assert "以部门的答复为准" in page
    told = client.see("/my/application")
    assert "登记没有错" in told
    assert "可以要求复核" in told


# --- a list of what is missing -----------------------------------------------------------------


def test_asked_for_once_answered_page_by_page(city: City) -> None:
    city.partners.admin.fault("income", "down")
    applied(city, WEI)
    application = the_application()
    clerk = casework.officer(Role.WINDOW_CLERK, region=application.place)
    desk = browser(city.app, clerk)
    page = desk.see(f"/desk/case/{application.uid}/decide/ask")
    assert page.submit(action="/preview").status == 422
    fact = f"income:{application.applicant_uid}"
    preview = page.submit({"facts": fact, "items": "租房合同"}, action="/preview")
    assert "韦桂兰：去年的收入" in preview
    preview.submit()
    client = browser(city.app, resident(application, Level.I1R))
    page = client.see("/my/application/supplement")
    assert "租房合同" in page
    assert page.submit(action="/supplement").status == 422
    item = add(page.click("租房合同"), a_page(1))
    assert "和您的答复一起" in item or "一起提交" in item
    add(client.see("/my/application/supplement").click("去年的收入"), a_page(2))
    page = client.see("/my/application/supplement").submit(action="/supplement")
    assert page.url == "/my/application"
    assert {(row.proves, row.what, row.state) for row in rows()} == {
        ("fact", "income", "received"), ("item", "1", "received"),
    }  # fmt: skip
    assert the_application().state == "in_review"


def test_taken_in_at_the_window(city: City) -> None:
    case = casework.accepted()
    desk = browser(city.app, case.clerk)
    with write():
        supplements.ask(casework.act_of(case.clerk), application_uid=case.uid, items=["租房合同"])
    address = f"/desk/case/{case.uid}/papers/take"
    assert desk.see(address).url == "/desk/window"
    desk.see("/desk/window").submit(action="/window/client")
    page = desk.see(address)
    assert add(page, a_page()).status == 422
    page = add(page, a_page(), subject=f"item:0:{case.applicant}")
    assert "这一页收到了" in page
    assert [(row.state, row.channel) for row in rows()] == [("received", "window")]
    page = page.submit(action="/answered")
    assert page.url == "/desk/window"
    assert case.row.state == "in_review"


# --- signed on paper ------------------------------------------------------------------------------


def begun_at_window(city: City, who: Cast) -> tuple[HouseClient, Page, str]:
    clerk = casework.officer(Role.WINDOW_CLERK, region="450103")
    desk = browser(city.app, clerk)
    desk.see("/desk/window").submit(action="/window/client")
    page = desk.see("/desk/window/new").submit(
        id_number=who.id_number, name=who.name, agree="yes", sensitive="yes", seen="card"
    )
    return desk, page, the_application().uid


def test_a_promise_signed_on_paper_is_scanned_and_counts(city: City) -> None:
    desk, entry, uid = begun_at_window(city, WEI)
    page = entry.click("改为在纸上签")
    sheet = page.click("要打印的纸")
    mark = sheet.html.split('<b class="mono">')[1][:8]
    assert "我申请公共租赁住房" in sheet
    page = add(page, a_page(1))
    assert "已有 1 页" in page
    page = add(page, a_page(2))
    picture = rows()[1].uid
    assert desk.get(f"/desk/window/scan/{picture}").mimetype == "image/jpeg"
    other = browser(city.app, casework.officer(Role.WINDOW_CLERK, region="450103"))
    other.see(f"/desk/window/scan/{picture}", status=404)
    page = press(page, f"/desk/window/scan/{picture}/remove")
    entry = page.click("接着填")
    assert "已扫描 1 页" in entry
    given = {
        "wish": "unit", "district": "450103", "route": "commitment", "mark": mark.upper(),
        "signed_on-year": "2026", "signed_on-month": "3", "signed_on-day": "1",
    }  # fmt: skip
    assert "没有生效" in (wrong := entry.submit({**given, "mark": "00000000"})) or (
        wrong.status == 422
    )
    future = entry.submit({**given, "signed_on-day": "9"})
    assert (future.status, "这一天还没到" in future) == (422, True)
    done = entry.submit(given)
    assert done.url.endswith("/receipt"), done.text[:400]
    row = db.session.scalars(select(Signature)).one()
    assert (row.how, row.channel, row.text_hash[:8]) == ("paper", "paper", mark)
    assert [p.state for p in rows() if p.state != "forgotten"] == ["received"]
    assert the_application().uid == uid
    page = browser(city.app, reviewer()).see(f"/desk/case/{uid}")
    assert "纸上签的承诺书" in page


def test_without_a_scan_no_paper_signature(city: City) -> None:
    desk, entry, uid = begun_at_window(city, WEI)
    page = entry.click("改为在纸上签")
    add(page, a_page(1))
    entry = desk.see(f"/desk/window/entry/{uid}")
    press(desk.see(page.url), f"/desk/window/scan/{rows()[0].uid}/remove")
    sent = entry.submit({"wish": "unit", "district": "450103", "route": "commitment",
                         "mark": "x", "signed_on-year": "2026", "signed_on-month": "3",
                         "signed_on-day": "1"})  # fmt: skip
    assert sent.status == 422
    assert "signature" in sent.form().fields
    assert db.session.scalars(select(Signature)).all() == []


def test_the_other_adult_signs_on_paper(city: City) -> None:
    applied(city, HUANG)
    clerk = casework.officer(Role.WINDOW_CLERK, region="450103")
    desk = browser(city.app, clerk)
    desk.see("/desk/window").submit(action="/window/client")
    page = desk.see("/desk/window/sighting").submit(sought=HUANG_HUSBAND.id_number)
    page = page.click("请这位作为家里的成年人").click("改为在纸上签")
    mark = page.click("要打印的纸").html.split('<b class="mono">')[1][:8]
    page = add(page, a_page(3)).click("接着填")
    done = page.submit(
        {"agree": "yes", "sensitive": "yes", "family": "no", "mark": mark,
         "signed_on-year": "2026", "signed_on-month": "3", "signed_on-day": "2"}
    )  # fmt: skip
    assert done.url == "/desk/window"
    db.session.rollback()
    hows = db.session.scalars(select(Signature.how).order_by(Signature.at)).all()
    assert hows == ["code", "paper"]


def test_said_to_a_clerk_while_typing_in(city: City) -> None:
    desk, _entry, uid = begun_at_window(city, WEI)
    page = desk.see(f"/desk/window/entry/{uid}/wrong/income")
    page = page.submit({"values": ["annual_fen"], "text": "没有这么多"}, action="/wrong/income")
    assert page.url == f"/desk/window/entry/{uid}"
    assert "核查" in page or "核实" in page
    db.session.rollback()
    assert db.session.scalars(select(Dispute.channel)).all() == ["window"]
