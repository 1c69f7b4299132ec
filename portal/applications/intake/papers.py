"""Papers a household hands in: put in page by page, handed in together, erased when due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from portal.applications.codes import Fault, PaperState, Permission, Proves, State
from portal.applications.events import PaperRejected
from portal.applications.intake.cases import own_case
from portal.applications.intake.machines import EVIDENCE
from portal.applications.intake.subjects import Subject
from portal.applications.models import Application, Evidence
from portal.kernel import blobs, files
from portal.kernel.access import require
from portal.kernel.act import Act, Channel, Kind
from portal.kernel.database import db, load, lock, new_uid
from portal.kernel.errors import Refused
from portal.kernel.journal import log
from portal.kernel.outbox import enqueue, publish
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.scanning import Scan, Verdict, scanner

SCAN = "applications.scan_paper"
GONE = (PaperState.FORGOTTEN,)


@dataclass(frozen=True)
class Incoming:
    """A file that was decoded and lies sealed in its place, before ``write()``."""

    decoded: files.Decoded
    stowed: blobs.Stowed


def limits(application: Application) -> files.Limits:
    """How large a paper may be, by the rules of the place."""
    rules = rulebook(application.place, on=application.submitted_on or application.started_on)
    return files.Limits(rules.value("intake.paper_size"), rules.value("intake.paper_pixels"))


def receive(content: bytes, most: files.Limits) -> Incoming:
    """Decode and stow; takes up to a second, so never inside ``write()``.

    Raises ``Refused`` beside the field ``file`` (see ``kernel.files.decode``).
    """
    decoded = files.decode(content, most)
    return Incoming(decoded, blobs.stow(decoded.content, media_type=decoded.media_type))


def add(act: Act, *, application_uid: str, subject: Subject, incoming: Incoming) -> Evidence:
    """Put one file to a subject; a clerk's is handed in at once, but for drafts and promises.

    Raises ``NotYours``, ``Refused`` beside ``file``: ``paper_twice``, ``papers_full``,
    ``papers_today``; ``Refused('client_first')`` for staff outside a client's session.
    """
    application = lock(Application, application_uid)
    require(act.by, Permission.GIVE_PAPERS, own_case(application))
    staff = act.by.kind is Kind.STAFF
    if staff and act.channel is not Channel.WINDOW:
        raise Refused("client_first")
    rules = rulebook(application.place, on=act.on)
    before = papers_of(application.uid, subject)
    _within(act, application, rules, everyone=staff)
    _not_twice(before, incoming.stowed.address)
    blob = blobs.keep(incoming.stowed, at=act.at)
    db.session.flush()
    row = Evidence(
        uid=new_uid(), city=application.city, application_uid=application.uid,
        person_uid=subject.person_uid, proves=subject.proves.value, what=subject.what,
        position=1 + max((paper.position for paper in before), default=0),
        kind=incoming.decoded.kind.value, blob_uid=blob.uid, size=blob.size,
        pages=incoming.decoded.pages, scan=Scan.NOT_SCANNED.value, given_by=act.by.uid,
        given_on=act.on, given_at=act.at, channel=act.channel.value,
    )  # fmt: skip
    EVIDENCE.begin(row, act)
    # Whoever checks the log can tell whether it is still the same file.
    log(act, "evidence.stowed", row.uid, {"address": blob.address, "size": blob.size})
    if scanner() is not None:
        enqueue(SCAN, {"evidence": row.uid}, key=f"{SCAN}:{row.uid}", act=act)
    if staff and application.state != State.DRAFT and subject.proves is not Proves.PROMISE:
        hand_in(act, application.uid, subject)
    return row


def _within(act: Act, application: Application, rules: Rulebook, *, everyone: bool) -> None:
    count = select(func.count()).select_from(Evidence)
    kept = count.where(Evidence.application_uid == application.uid, Evidence.state.not_in(GONE))
    most = rules.value("intake.papers_per_application")
    if (db.session.scalar(kept) or 0) >= most:
        raise Refused("papers_full", field=files.FIELD, most=most)
    # What was taken away again counts too; a clerk serves many people a day.
    today = count.where(Evidence.given_by == act.by.uid, Evidence.given_on == act.on)
    most = rules.value("intake.papers_per_day")
    if not everyone and (db.session.scalar(today) or 0) >= most:
        raise Refused("papers_today", field=files.FIELD, most=most)


def _not_twice(before: Sequence[Evidence], address: str) -> None:
    uids = [paper.blob_uid for paper in before]
    same = select(blobs.Blob.uid).where(blobs.Blob.uid.in_(uids), blobs.Blob.address == address)
    if uids and db.session.scalar(same) is not None:
        raise Refused("paper_twice", field=files.FIELD)


def remove(act: Act, *, evidence_uid: str) -> Evidence:
    """Take a paper away again that was not handed in; it is erased.

    Raises ``NotYours``, ``Conflict('not_from_here')`` once it was handed in.
    """
    row = lock(Evidence, evidence_uid)
    EVIDENCE.advance(row, "remove", act)
    blobs.forget(row.blob_uid, at=act.at)
    return row


def hand_in(act: Act, application_uid: str, subject: Subject | None = None) -> list[Evidence]:
    """Hand in what was put in (for one subject, or all) by whoever does it, or by the house.

    What was not accepted for the same subject is superseded by it.
    """
    new = [p for p in papers_of(application_uid, subject) if p.state == PaperState.ADDED]
    mine = [p for p in new if act.by.kind is not Kind.RESIDENT or act.by.uid in p.people]
    for paper in mine:
        EVIDENCE.advance(paper, "hand_in", act)
    for kind in {subject_of(paper) for paper in mine}:
        for paper in papers_of(application_uid, kind):
            if paper.state == PaperState.REJECTED:
                EVIDENCE.advance(paper, "supersede", act)
    return mine


def subject_of(paper: Evidence) -> Subject:
    """What it was brought for."""
    return Subject(Proves(paper.proves), paper.what, paper.person_uid)


def papers_of(application_uid: str, subject: Subject | None = None) -> list[Evidence]:
    """The papers of an application that are not erased, in the order of their pages."""
    query = select(Evidence).where(
        Evidence.application_uid == application_uid, Evidence.state.not_in(GONE)
    )
    if subject is not None:
        query = query.where(
            Evidence.proves == subject.proves,
            Evidence.what == subject.what,
            Evidence.person_uid == subject.person_uid,
        )
    return list(db.session.scalars(query.order_by(Evidence.position, Evidence.uid)))


def find(uid: str) -> Evidence | None:
    """A paper by uid, if there is one."""
    return db.session.get(Evidence, uid) if uid else None


def content_of(row: Evidence) -> bytes:
    """What it shows. ``Missing`` once erased; ask ``servable`` first."""
    return blobs.open_blob(row.blob_uid)


def servable(row: Evidence) -> bool:
    """May it be shown to anybody? What a scanner found something in is not, to nobody."""
    return row.state not in GONE and row.scan != Scan.FOUND


# --- the scanner's job ------------------------------------------------------------


def scan_outside(payload: dict[str, Any], key: str) -> Verdict | None:
    """The outside half: ask the scanner; nothing when the paper is erased or nobody scans.

    Raises ``Unavailable``: the job is then tried again.
    """
    paper = db.session.get(Evidence, payload["evidence"])
    there = scanner()
    if paper is None or paper.state in GONE or there is None:
        return None
    content = content_of(paper)
    db.session.rollback()
    return there.scan(content)


def note_scan(payload: dict[str, Any], act: Act, verdict: Verdict | None) -> None:
    """The inside half: keep what the scanner said; what it found something in is not accepted."""
    if verdict is None:
        return
    paper = lock(Evidence, payload["evidence"])
    if paper.state in GONE:
        return
    paper.scan, paper.scan_found, paper.scanned_at = verdict.state.value, verdict.what, act.at
    log(act, "evidence.scanned", paper.uid, {"scan": verdict.state.value})
    if verdict.state is Scan.FOUND and EVIDENCE.find(paper, "reject") is not None:
        reject(act, paper, Fault.INFECTED)


def reject(act: Act, row: Evidence, fault: Fault) -> None:
    """Not accepted, and why; whoever handed it in is told. Raises ``NotYours``, ``Refused``."""
    EVIDENCE.advance(row, "reject", act, reason=fault.value)
    row.fault = fault.value
    application = load(Application, row.application_uid)
    told = row.given_by if row.channel == Channel.ONLINE else application.applicant_uid
    publish(PaperRejected(uid=row.uid, city=row.city, person_uid=told), act)
