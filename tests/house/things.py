"""What each address is about: real things of the demo city, each with whose it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule

from portal import households, identity, notifications, subsidy
from portal.applications.codes import Ground, ManualKind
from portal.applications.intake import arrival, drafts, signing
from portal.applications.models import Application, ManualItem
from portal.applications.review import duplicates, objections, reexamination, window
from portal.exchange import InProcess, cast_cards
from portal.kernel.act import Channel, Kind, Who, system_act
from portal.kernel.database import db, load, new_uid, utcnow, write
from portal.kernel.levels import Level
from portal.kernel.outbox import Job, enqueue
from portal.subsidy.models import Agreement, ReturnOddity
from tests.casework import at_decision, at_district, on_notice
from tests.conftest import TODAY, an_act
from tests.house.matrix import HOME, Seat, someone
from tests.papers import put_in
from tests.people import an_id


class Nothing(LookupError):
    """The city holds no such thing."""


@dataclass(frozen=True)
class Kit:
    """Values for a route's arguments, and the resident whose thing that is (if anybody's)."""

    args: Mapping[str, str] = field(default_factory=dict)
    own: Seat | None = None

    def but(self, **others: str) -> Kit:
        """The same with other values."""
        return replace(self, args={**self.args, **others})


Find = Callable[[], Kit]


def first(sql: str) -> tuple[Any, ...]:
    """The first row, or ``Nothing``."""
    row = db.session.execute(text(sql)).first()
    if row is None:
        raise Nothing(sql)
    return tuple(row)


def one(sql: str, name: str = "uid", **more: str) -> Find:
    """SQL for a uid, and for the person whose it is as a second column if it is somebody's."""

    def find() -> Kit:
        uid, *person = first(sql)
        return Kit({name: str(uid), **more}, someone("own", person[0]) if person else None)

    return find


def mine(sql: str, **args: str) -> Find:
    """SQL for a person; the address itself names no thing."""
    return lambda: Kit(args, someone("own", first(sql)[0]))


APPLICANT = "SELECT applicant_uid FROM application WHERE state = '{}' ORDER BY number"
LEASE = "SELECT uid FROM lease WHERE state = '{}' ORDER BY number"
CASE = "SELECT uid FROM credit_case WHERE state = '{}' ORDER BY number"
SPOUSE = (
    "FROM application_member m JOIN application a ON a.uid = m.application_uid WHERE m.adult "
    "AND m.relation = 'spouse' AND a.state IN ('submitted', 'in_review') ORDER BY a.number"
)
LINE = (
    "SELECT n.uid, e.uid FROM notice n JOIN notice_entry e ON e.notice_uid = n.uid "
    "WHERE n.state = 'open' ORDER BY n.number, e.masked_name"
)
PAID = (
    "SELECT p.month, a.person_uid FROM subsidy_payment p JOIN agreement a "
    "ON a.uid = p.agreement_uid WHERE p.state = 'paid' AND a.state = 'active' "
    "ORDER BY p.month, a.number"
)


def _draft(**args: str) -> Find:
    def find() -> Kit:
        uid, person = first(
            "SELECT uid, applicant_uid FROM application WHERE state = 'draft' "
            "AND channel = 'online' ORDER BY started_on, uid"
        )
        return Kit(args, someone("own", person, Level.I1, draft=uid, about=uid))

    return find


def _in_draft() -> Kit:
    found = _draft()()
    assert found.own is not None
    other = first(
        "SELECT person_uid FROM application_member WHERE application_uid = "
        f"'{found.own.kept['draft']}' AND relation <> 'applicant' ORDER BY relation"
    )[0]
    return found.but(person_uid=other, choice="out")


def _co_applicant() -> Kit:
    member, person = first(f"SELECT m.uid, m.person_uid {SPOUSE}")
    return Kit({}, someone("own", person, Level.I1R, co=[member, ""]))


def _a_line() -> Kit:
    notice, entry = first(LINE)
    return Kit({"uid": notice, "entry": entry}, someone("own", first(OTHER)[0]))


DOUBT = (
    "SELECT d.uid, d.person_uid, d.application_uid, d.source FROM dispute d JOIN application a "
    "ON a.uid = d.application_uid WHERE d.state = 'open' AND a.place <> '450105' "
    "ORDER BY a.number, d.uid"
)
PAPER = (
    "SELECT e.uid, e.person_uid, e.application_uid FROM evidence e JOIN application a "
    "ON a.uid = e.application_uid WHERE e.state = 'received' AND e.kind = 'image' "
    "AND a.place <> '450105' ORDER BY a.number, e.position, e.uid"
)
AT_WINDOW = "FROM application a WHERE a.state = 'draft' AND a.channel = 'window'"


def _a_fact() -> Kit:
    _doubt, person, case, source = first(DOUBT)
    return Kit({"uid": case, "source": source, "person_uid": person})


def _a_bundle() -> Kit:
    _doubt, person, _case, source = first(DOUBT)
    own = someone("own", person)
    return Kit({"proves": "fact", "what": source, "person_uid": person}, own)


def _a_doubt() -> Kit:
    doubt, person, *_rest = first(DOUBT)
    return Kit({"uid": doubt}, someone("own", person))


def _a_paper() -> Kit:
    return Kit({"uid": first(PAPER)[0]})


def _my_page() -> Kit:
    page, person, _case = first(PAPER)
    return Kit({"uid": page}, someone("own", person))


def _page_of_case() -> Kit:
    page, _person, case = first(PAPER)
    return Kit({"uid": case, "paper_uid": page})


OTHER = "SELECT person_uid FROM lease WHERE state = 'occupied' ORDER BY number DESC"
"""Somebody with a home, whom nothing else here is about."""

BY_LOADER: dict[str, Find] = {
    "draft_here": _draft(),
    "in_flow": _draft(),
    "my_case": mine(APPLICANT.format("in_review")),
    "my_case_if_any": mine(APPLICANT.format("in_review")),
    "home": one("SELECT household_uid FROM lease WHERE state = 'occupied' ORDER BY number"),
    "the_household": one(
        "SELECT household_uid FROM lease WHERE state = 'occupied' ORDER BY number"
    ),
    "the_case": one(CASE.format("noticed")),
    "own_case": one(CASE.format("noticed").replace("uid ", "uid, person_uid ", 1)),
    "open_file": one(
        "SELECT uid FROM application WHERE state = 'submitted' AND place = '450103' ORDER BY number"
    ),
    "of_lease": one(LEASE.format("occupied")),
    "my_lease": mine("SELECT person_uid FROM lease WHERE state = 'occupied' ORDER BY number"),
    "open_dissent": one("SELECT uid FROM objection WHERE state = 'open' AND kind = 'publicity'"),
    "in_place": one("SELECT person_uid FROM lease ORDER BY number"),
    "the_review": one(
        "SELECT uid FROM review WHERE state = 'moving' AND place <> '450105' ORDER BY move_by"
    ),
    "plan": one("SELECT uid FROM allocation_plan WHERE state = 'published' ORDER BY number"),
    "candidate": one(
        "SELECT c.uid FROM allocation_candidate c JOIN allocation_plan p ON p.uid = c.plan_uid "
        "ORDER BY p.number DESC, c.number"
    ),
    "offer": one("SELECT uid, person_uid FROM allocation_offer WHERE state = 'open'"),
    "unit_to_move": one(
        "SELECT u.uid FROM unit u JOIN estate e ON e.uid = u.estate_uid "
        "WHERE u.place <> '450105' ORDER BY u.state <> 'vacated', e.name, u.uid"
    ),
    "queue": one("SELECT uid FROM waitlist_queue ORDER BY klass"),
    "entry": one("SELECT uid FROM waitlist_entry WHERE state = 'waiting' ORDER BY number"),
    "own_entry": mine(
        "SELECT person_uid FROM waitlist_entry WHERE state = 'waiting' ORDER BY number"
    ),
    "open_check": one("SELECT uid FROM after_check WHERE place <> '450105' ORDER BY risk, uid"),
    "open_set": one(
        "SELECT uid FROM duplicate_set s WHERE state = 'open' AND NOT EXISTS (SELECT 1 FROM "
        "duplicate_file f WHERE f.set_uid = s.uid AND f.place = '450105') ORDER BY found_on, uid"
    ),
    "open_draw": one("SELECT uid FROM check_draw ORDER BY month"),
    "the_matter": one("SELECT uid FROM notice_matter WHERE state = 'open' ORDER BY at"),
    "known_estate": one("SELECT uid FROM estate ORDER BY name"),
    "load_letter": one(
        "SELECT uid, person_uid FROM message WHERE channel = 'letter' ORDER BY number"
    ),
    "load_posting": one("SELECT uid FROM message WHERE channel = 'post' AND posted_on IS NULL"),
    "of_agreement": one(
        "SELECT a.uid FROM agreement a JOIN payee p ON p.agreement_uid = a.uid "
        "WHERE a.state = 'active' AND p.standing = 'asked'"
    ),
    "my_agreement": mine("SELECT person_uid FROM agreement WHERE state = 'active' ORDER BY number"),
    "of_oddity": one("SELECT uid FROM subsidy_return_oddity"),
    "of_month": one(
        "SELECT month FROM subsidy_run WHERE state = 'computed' ORDER BY month", "month"
    ),
    "waiver_row": one(
        "SELECT w.uid, e.person_uid FROM allocation_waiver w "
        "JOIN waitlist_entry e ON e.uid = w.entry_uid ORDER BY w.uid"
    ),
    "of_recovery": one(
        "SELECT r.uid, a.person_uid FROM subsidy_recovery r "
        "JOIN agreement a ON a.uid = r.agreement_uid WHERE r.state = 'confirmed'"
    ),
    "a_report": one("SELECT uid FROM monthly_report WHERE state = 'drafted'"),
    "asked_here": _co_applicant,
    "typed_in_my_name": mine(
        "SELECT applicant_uid FROM application WHERE state = 'draft' AND channel = 'online' "
        "AND proof_level < 3 ORDER BY started_on, uid"
    ),
    "asked_there": one(f"SELECT m.uid {SPOUSE}"),
    "my_entry": one(f"SELECT a.uid {AT_WINDOW}"),
    "my_entry_case": one(f"SELECT a.uid {AT_WINDOW}", source="income"),
    "signer": one(
        "SELECT m.uid FROM application_member m JOIN application a ON a.uid = m.application_uid "
        "WHERE a.state = 'draft' AND a.channel = 'window'"
    ),
    "my_scan": one("SELECT uid FROM evidence WHERE proves = 'promise' AND state = 'added'"),
    "the_fact": _a_fact,
    "open_paper": _a_paper,
    "seen_paper": _a_paper,
    "paper_of_case": _page_of_case,
    "papers_case": mine(APPLICANT.format("in_review")),
    "bundle": _a_bundle,
    "my_page": _my_page,
    "my_dispute": _a_doubt,
    "a_notice": _a_line,
    "held_duty": one(
        "SELECT uid FROM duty WHERE until IS NULL AND region = '450103' ORDER BY since, role"
    ),
    "a_city": lambda: Kit({"code": HOME, "metric": "subsidy"}),
}
"""By the loader of the view (its ``of``)."""

STAFF = one("SELECT uid FROM staff WHERE disabled_at IS NULL ORDER BY login")
BAR = (
    "SELECT c.uid, b.uid FROM bar b JOIN credit_case c ON c.uid = b.case_uid "
    "ORDER BY c.state = 'decided' DESC, c.number"
)


def _a_bar() -> Kit:
    case, bar = first(BAR)
    return Kit({"uid": case, "bar": bar})


def _an_item() -> Kit:
    case, item = first(
        "SELECT i.application_uid, i.uid FROM manual_item i JOIN application a "
        "ON a.uid = i.application_uid WHERE i.closed_on IS NULL AND a.place <> '450105' "
        "ORDER BY i.uid"
    )
    return Kit({"uid": case, "item_uid": item})


BY_ENDPOINT: dict[str, Find] = {
    "applications.item": _an_item,
    "applications.settle_item": _an_item,
    "credit.lift": _a_bar,
    "credit.do_lift": _a_bar,
    "applications.choose_people": _in_draft,
    "applications.wrong": _draft(source="income"),
    "applications.say_wrong": _draft(source="income"),
    "applications.wrong_later": mine(APPLICANT.format("in_review"), source="income"),
    "applications.say_wrong_later": mine(APPLICANT.format("in_review"), source="income"),
    "applications.co_link": one(f"SELECT m.uid {SPOUSE}", "member_uid"),
    "applications.co_begin": one(f"SELECT m.uid {SPOUSE}", "member_uid"),
    "applications.co_code": _co_applicant,
    "applications.co_arrive": _co_applicant,
    "applications.show_family": mine(APPLICANT.format("in_review"), choice="yes"),
    "applications.supplement": mine(APPLICANT.format("supplement")),
    "applications.answer_supplement": mine(APPLICANT.format("supplement")),
    "applications.reexamine": mine(APPLICANT.format("refused")),
    "applications.ask_reexamination": mine(APPLICANT.format("refused")),
    "applications.withdraw_reexamination": mine(
        "SELECT a.applicant_uid FROM objection o JOIN application a ON a.uid = o.application_uid "
        "WHERE o.state = 'open' AND o.kind <> 'publicity'"
    ),
    "identity.renew_person": STAFF,
    "identity.disable_person": STAFF,
    "identity.enable_person": STAFF,
    "identity.job_again": one("SELECT id FROM job WHERE state = 'parked'", "job"),
    "front.city_rules": lambda: Kit({"code": HOME}),
    "open_data.method": lambda: Kit({"topic": "rent"}),
    "open_data.download": lambda: Kit({"name": "units", "form": "csv"}),
    "supervision.one_metric": lambda: Kit({"metric": "subsidy"}),
    "supervision.table": lambda: Kit({"metric": "subsidy"}),
    "subsidy.statement": one(PAID, "month"),
}
"""By endpoint, where the loader alone does not say which."""

NAMES = {
    "credit.step": {"verb": "consider"},
    "credit.do_step": {"verb": "consider"},
    "applications.decide": {"verb": "accept"},
    "applications.preview": {"verb": "accept"},
    "applications.sign_decision": {"verb": "accept"},
    "exit_review.step": {"verb": "hand_back"},
    "exit_review.do_step": {"verb": "hand_back"},
    "exit_review.work": {"work": "start"},
    "housing.move_unit": {"verb": "start_repair"},
    "waitlist.desk_preview": {"verb": "suspend"},
    "waitlist.desk_edit": {"verb": "suspend"},
}
"""Arguments that are words, by endpoint."""


def things(app: Flask) -> Callable[[Rule], Kit]:
    """Looks up the kit of a route; ``Nothing`` when the city has no such thing."""
    known: dict[str, Kit] = {}

    def kit(rule: Rule) -> Kit:
        loader = getattr(app.view_functions[rule.endpoint], "__of__", None)
        name = rule.endpoint if rule.endpoint in BY_ENDPOINT else getattr(loader, "__name__", "")
        find = BY_ENDPOINT.get(name) or BY_LOADER.get(name)
        if name not in known:
            known[name] = find() if find else Kit()
        found = known[name].but(**NAMES.get(rule.endpoint, {}))
        lacking = set(rule.arguments) - set(found.args)
        if lacking or (loader is not None and find is None):
            raise Nothing(f"{rule.rule}: nothing for {sorted(lacking) or name}")
        return found

    return kit


def a_draft(app: Flask) -> str:
    """Huang Liping begins online, and the departments answer; the uid of the person."""
    huang = cast_cards()["huang-liping"].applicant
    with write():
        begun = drafts.start(
            an_act(Who(Kind.VISITOR), TODAY), city=HOME, id_number=huang.id_number,
            name=huang.name, phone=huang.phone, agreed=True, sensitive=True,
        ).uid  # fmt: skip
    applicant = load(Application, begun).applicant_uid
    app.extensions["anju.facts"] = InProcess().facts
    me = an_act(Who(Kind.RESIDENT, applicant, level=Level.I1R), TODAY)
    arrival.fetch(me, begun)
    with write():
        drafts.save_wish(me, application_uid=begun, wish="unit", district="450103")
    return applicant


def complete(app: Flask, clerk: Who) -> None:
    """Let happen in the demo city what no story of it leaves standing."""
    now, client = utcnow(), an_act(clerk, TODAY, Channel.WINDOW)
    app.extensions[identity.PLATFORM] = InProcess().platform
    a_draft(app)
    with write():
        entry = window.begin_at_window(
            client, city=HOME, id_number=an_id(901), name="李明", agreed=True,
            sensitive=True, document=identity.Document.CARD,
        )  # fmt: skip
    put_in(client, entry, signing.promise_subject(entry.applicant_uid))
    agreement, person = first(
        "SELECT uid, person_uid FROM agreement WHERE state = 'active' ORDER BY number DESC"
    )
    with write():
        subsidy.name_payee(
            an_act(Who(Kind.RESIDENT, person, level=Level.I2), TODAY), agreement_uid=agreement,
            version=load(Agreement, agreement).version,
            payee=subsidy.NewPayee(
                "中国银行", "6217000010009876543", households.person(person).name
            ),
        )  # fmt: skip
    with write():
        # To somebody without a phone: it waits for the post.
        notifications.write_to(
            client, city=HOME, person_uid=new_uid(), kind=notifications.Kind.OFFER_MADE,
            subject=new_uid(),
        )  # fmt: skip
    at_district(on=TODAY - timedelta(days=21))
    at_decision(on=TODAY - timedelta(days=21))
    listed = on_notice()
    entry = first(f"SELECT uid FROM notice_entry WHERE application_uid = '{listed.uid}'")[0]
    with write():
        objections.raise_objection(client, entry_uid=entry, text="他家还有一套房")
    waits, person = first(
        "SELECT uid, applicant_uid FROM application WHERE state = 'waitlisted' AND place = '450103'"
    )
    with write():
        db.session.add(
            ManualItem(
                city=HOME, application_uid=waits, person_uid=person, source="vehicle",
                kind=ManualKind.LATE, opened_on=TODAY, opened_at=now,
            )
        )  # fmt: skip
    pair = db.session.execute(
        text("SELECT uid, applicant_uid FROM application WHERE state = 'waitlisted' "
             "AND place = '450103' ORDER BY number LIMIT 2")
    ).all()  # fmt: skip
    with write():
        clash = duplicates.Clash(Ground.PHONE, "one phone", tuple((f, p) for f, p in pair))
        assert duplicates.keep(system_act(TODAY, now, "test"), clash) is not None
    refused, person = first(
        "SELECT uid, applicant_uid FROM application WHERE state = 'refused' ORDER BY number DESC"
    )
    with write():
        reexamination.request(
            an_act(Who(Kind.RESIDENT, person, level=Level.I2), TODAY), application_uid=refused,
            text="请再看一次",
        )  # fmt: skip
    run, file = first("SELECT run_uid, uid FROM subsidy_return ORDER BY read_on, uid")
    with write():
        db.session.add(
            ReturnOddity(city=HOME, run_uid=run, file_uid=file, line=99, seq="99", code="unknown")
        )
        enqueue("notifications.send_sms", {}, key="parked", act=client)
        db.session.flush()
        job = db.session.query(Job).filter_by(dedup_key="parked").one()
        job.state, job.done_at = "parked", now
        db.session.execute(text("UPDATE notice_matter SET state = 'open' WHERE state = 'settled'"))
