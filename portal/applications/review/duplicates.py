"""Files with something in common: found without opening anything, looked at by a person.

Equal numbers have equal keyed hashes, so the whole region is compared without reading one. What
is missing equals nothing. A set blocks nobody: whoever types a stranger's number holds up nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from portal import identity
from portal.applications.codes import (
    ASSISTED_STATES,
    UNDECIDED_STATES,
    DuplicateState,
    Ground,
    Permission,
    State,
)
from portal.applications.intake.people import APPLICANT
from portal.applications.models import (
    Application,
    ApplicationMember,
    DuplicateFile,
    DuplicateSet,
)
from portal.applications.procedure import has_recused
from portal.applications.review.machines import DUPLICATE
from portal.applications.review.texts import kept, said
from portal.households import namesakes
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.crypto import blind
from portal.kernel.daily import daily
from portal.kernel.database import db, load, lock, new_uid
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import log

LIVE_STATES = tuple(state.value for state in (*UNDECIDED_STATES, *ASSISTED_STATES))
"""Handed in and not over: a draft is nobody's business yet."""

_BATCH = 500


@dataclass(frozen=True)
class Clash:
    """Files found together: the ground, what they share, and file → the person it is by."""

    ground: Ground
    subject: str
    files: tuple[tuple[str, str], ...]

    @property
    def uids(self) -> frozenset[str]:
        """The files."""
        return frozenset(file for file, _person in self.files)

    @property
    def people(self) -> frozenset[str]:
        """The persons by whom they are found."""
        return frozenset(person for _file, person in self.files)


def clashes(among: Collection[str] | None = None) -> Iterator[Clash]:
    """Everything that files which are not over have in common; ``among``: by these persons."""
    yield from _persons_twice(among)
    yield from _of_groups(Ground.NAMESAKE, namesakes(among), applicants=False)
    yield from _of_groups(Ground.PHONE, identity.shared_phones(among), applicants=True)


def _persons_twice(among: Collection[str] | None) -> Iterator[Clash]:
    standing = (
        select(ApplicationMember.person_uid)
        .join(Application, Application.uid == ApplicationMember.application_uid)
        .where(Application.state.in_(LIVE_STATES))
    )
    twice = standing.group_by(ApplicationMember.person_uid).having(func.count() > 1)
    if among is not None:
        twice = twice.where(ApplicationMember.person_uid.in_(among))
    rows = db.session.execute(
        standing.add_columns(Application.uid, Application.city, Application.state)
        .where(ApplicationMember.person_uid.in_(twice))
        .order_by(ApplicationMember.person_uid, Application.uid)
    )
    by_person: dict[str, list[Any]] = {}
    for row in rows:
        by_person.setdefault(row.person_uid, []).append(row)
    for person, files in by_person.items():
        paid = any(row.state == State.AGREEMENT for row in files)
        far = len({row.city for row in files}) > 1
        ground = Ground.BENEFIT if paid and far else Ground.PERSON
        yield Clash(ground, person, tuple((row.uid, person) for row in files))


def _of_groups(
    ground: Ground, groups: dict[str, frozenset[str]], *, applicants: bool
) -> Iterator[Clash]:
    """Groups of different persons who stand in different files."""
    files = _files_of({uid for group in groups.values() for uid in group}, applicants)
    for subject, group in sorted(groups.items()):
        found = {file: person for person in sorted(group) for file in files.get(person, ())}
        clash = Clash(ground, subject, tuple(sorted(found.items())))
        if len(clash.uids) > 1 and len(clash.people) > 1:
            yield clash


def _files_of(people: Collection[str], applicants: bool) -> dict[str, list[str]]:
    wanted, found = sorted(people), dict[str, list[str]]()
    for start in range(0, len(wanted), _BATCH):
        query = (
            select(ApplicationMember.person_uid, Application.uid)
            .join(Application, Application.uid == ApplicationMember.application_uid)
            .where(
                ApplicationMember.person_uid.in_(wanted[start : start + _BATCH]),
                Application.state.in_(LIVE_STATES),
            )
            .order_by(Application.uid)
        )
        if applicants:
            query = query.where(ApplicationMember.relation == APPLICANT)
        for person, file in db.session.execute(query):
            found.setdefault(person, []).append(file)
    return found


# --- keeping ---------------------------------------------------------------------


def not_known(found: Iterable[Clash]) -> list[Clash]:
    """Those of which no set, open or settled by a person, holds all the files on that ground."""
    wanted = list(found)
    known = _sets_with({uid for clash in wanted for uid in clash.uids})
    return [
        clash
        for clash in wanted
        if not any(clash.uids <= files for files in known.get(clash.ground, ()))
    ]


def _sets_with(files: Collection[str]) -> dict[str, list[frozenset[str]]]:
    wanted, sets = sorted(files), dict[tuple[str, str], set[str]]()
    for start in range(0, len(wanted), _BATCH):
        rows = db.session.execute(
            select(DuplicateSet.ground, DuplicateSet.uid, DuplicateFile.application_uid)
            .join(DuplicateFile, DuplicateFile.set_uid == DuplicateSet.uid)
            .where(
                DuplicateFile.application_uid.in_(wanted[start : start + _BATCH]),
                # Nobody looked at what closed by itself.
                DuplicateSet.state != DuplicateState.OVER,
            )
        )
        for ground, uid, file in rows:
            sets.setdefault((ground, uid), set()).add(file)
    found: dict[str, list[frozenset[str]]] = {}
    for (ground, _uid), held in sets.items():
        found.setdefault(ground, []).append(frozenset(held))
    return found


def keep(act: Act, clash: Clash) -> DuplicateSet | None:
    """Put the files before a person: a new set, or more files in the one that is open.

    Nothing where one file only is left, or where a set of the same ground held these files
    already: what a person answered is not asked again.
    """
    if len(clash.uids) < 2 or not clash.subject or not not_known([clash]):
        return None
    rows = {uid: load(Application, uid) for uid in clash.uids}
    last = max(rows.values(), key=lambda a: (a.submitted_on or date.min, a.uid))
    subject = blind(f"duplicate.{clash.ground}", clash.subject)
    standing = _open_set(clash.ground, subject) or _begin(act, clash.ground, subject, last.city)
    held = set(
        db.session.scalars(
            select(DuplicateFile.application_uid).where(DuplicateFile.set_uid == standing.uid)
        )
    )
    new = [(file, person) for file, person in clash.files if file not in held]
    for file, person in new:
        row = rows[file]
        db.session.add(
            DuplicateFile(city=row.city, place=row.place, set_uid=standing.uid,
                          application_uid=file, person_uid=person)
        )  # fmt: skip
    standing.many += len(new)
    log(act, "duplicate_set.files", standing.uid, {"files": sorted(f for f, _p in new)})
    db.session.flush()
    db.session.expire(standing, ["files"])
    return standing


def _open_set(ground: str, subject: str) -> DuplicateSet | None:
    found = db.session.scalar(
        select(DuplicateSet.uid).where(
            DuplicateSet.ground == ground,
            DuplicateSet.subject == subject,
            DuplicateSet.state == DuplicateState.OPEN,
        )
    )
    return lock(DuplicateSet, found) if found else None


def _begin(act: Act, ground: Ground, subject: str, city: str) -> DuplicateSet:
    fresh = DuplicateSet(
        uid=new_uid(), city=city, ground=ground.value, subject=subject, many=0, found_on=act.on
    )
    DUPLICATE.begin(fresh, act, reason=ground.value, only="duplicate_known")
    return fresh


def look(act: Act, people: Collection[str]) -> int:
    """Compare what these persons have with every file; how many sets were opened or grew."""
    return sum(keep(act, clash) is not None for clash in list(clashes(people)))


def look_for_duplicates(payload: dict[str, Any], act: Act) -> None:
    """An application was handed in: compare its people with those of all others."""
    people = db.session.scalars(
        select(ApplicationMember.person_uid).where(
            ApplicationMember.application_uid == payload["uid"]
        )
    ).all()
    look(act, people)


def _someone_of_each(_act: Act) -> list[str]:
    return sorted({min(clash.people) for clash in not_known(clashes())})


@daily(_someone_of_each)
def duplicates_due(act: Act, person_uid: str) -> None:
    """What came to be shared since: a phone changed, a name corrected, a file decided."""
    look(act, [person_uid])


# --- settling --------------------------------------------------------------------


def settle(
    act: Act, *, set_uid: str, verb: str, text: str, version: int | None = None
) -> DuplicateSet:
    """Somebody looked: ``find_same``, ``find_different`` or ``find_helper``, and why.

    It changes no file: what follows is decided in the file, by its own verbs. Raises
    ``NotYours``, ``Refused('text_missing' | 'text_long' | 'self_review')``,
    ``Conflict('settled_already' | 'changed_meanwhile')``.
    """
    found = lock(DuplicateSet, set_uid)
    require(act.by, Permission.SETTLE_DUPLICATE, found)
    if version is not None and version != found.version:
        raise Conflict("changed_meanwhile", uid=set_uid)
    if found.state != DuplicateState.OPEN:
        raise Conflict("settled_already")
    if any(has_recused(file.application_uid, act.by.uid) for file in found.files):
        raise Refused("self_review")
    note = kept(act, "application.duplicate", {"text": said(text, "text")})
    DUPLICATE.advance(found, verb, act, reason=found.ground, payload=note)
    found.settled_on, found.settled_by, found.text_uid = act.on, act.by.uid, note
    db.session.flush()
    return found


# --- over by itself --------------------------------------------------------------


def _living(set_uid: Any) -> Any:
    return (
        select(func.count())
        .select_from(DuplicateFile)
        .join(Application, Application.uid == DuplicateFile.application_uid)
        .where(DuplicateFile.set_uid == set_uid, Application.state.in_(LIVE_STATES))
    )


def _too_few_left(_act: Act) -> list[str]:
    lonely = select(DuplicateSet.uid).where(
        DuplicateSet.state == DuplicateState.OPEN,
        _living(DuplicateSet.uid).correlate(DuplicateSet).scalar_subquery() < 2,
    )
    return list(db.session.scalars(lonely.order_by(DuplicateSet.uid)))


@daily(_too_few_left)
def duplicates_over(act: Act, set_uid: str) -> None:
    """Fewer than two of the files go on: nothing is left to compare. Why is kept with it."""
    found = lock(DuplicateSet, set_uid)
    if found.state != DuplicateState.OPEN or (db.session.scalar(_living(set_uid)) or 0) > 1:
        return
    rows = [load(Application, file.application_uid) for file in found.files]
    over = [[row.number or "", row.state] for row in rows if row.state not in LIVE_STATES]
    note = kept(act, "application.duplicate", {"over": over})
    DUPLICATE.advance(found, "close", act, reason="files_over", payload=note)
    found.settled_on, found.text_uid = act.on, note
    db.session.flush()
