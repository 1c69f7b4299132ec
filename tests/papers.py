"""Papers in tests: pages no two of which are alike, put in as pages do it."""

from __future__ import annotations

from PIL import Image

from portal.applications.codes import Proves
from portal.applications.intake import papers
from portal.applications.intake.subjects import Subject
from portal.applications.models import Application, Evidence
from portal.applications.review import looking
from portal.kernel.act import Act
from portal.kernel.database import db, write
from tests.uploads import saved


def a_page(number: int = 1) -> bytes:
    """A photo of a page; each number another one."""
    shade = (number * 24 % 256, number * 24 // 256 * 24, 99)
    return saved(Image.new("RGB", (100, 140), shade), "JPEG")


def about(application: Application, what: str, person_uid: str = "") -> Subject:
    return Subject(Proves.FACT, what, person_uid or application.applicant_uid)


def put_in(
    act: Act, application: Application, what: str | Subject, number: int = 1, content: bytes = b""
) -> Evidence:
    """One page, decoded first, then added."""
    subject = about(application, what) if isinstance(what, str) else what
    incoming = papers.receive(content or a_page(number), papers.limits(application))
    with write():
        return papers.add(act, application_uid=application.uid, subject=subject, incoming=incoming)


def handed_in(
    act: Act, application: Application, what: str | Subject, number: int = 1, content: bytes = b""
) -> Evidence:
    """One page, put in and handed in."""
    paper = put_in(act, application, what, number, content)
    with write():
        papers.hand_in(act, application.uid, papers.subject_of(paper))
    return paper


def looked_at(act: Act, paper: Evidence) -> str:
    """Staff opens it with a purpose; its uid."""
    uid = paper.uid
    looking.look(act, db.session.get_one(Evidence, uid), purpose="review")
    return uid
