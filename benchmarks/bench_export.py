"""A worklist as CSV and XLSX, page by page into a file, beside the naive way in the same run.

Naive: all rows in a list, then the whole file in memory (csv into a string; an ordinary openpyxl
workbook). Each is measured in a process of its own. Memory is what the process grew by; the
figures are the ratios, seconds are a backstop. ``--size 2000`` for a quick look.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask
from openpyxl import Workbook
from sqlalchemy import insert

from portal.app import create_app
from portal.applications.models import Application, ApplicationMember, Screening
from portal.applications.review import exporting
from portal.applications.review.selecting import Filters
from portal.households.models import Person, PersonDocument
from portal.kernel.act import Duty, Role
from portal.kernel.crypto import blind
from portal.kernel.database import db, new_uid, snapshot, utcnow, write
from portal.kernel.deadlines import Deadline
from portal.kernel.foundation import lay_foundation
from portal.kernel.names import name_match
from portal.kernel.sheets import safe_cell, write_csv, write_xlsx

TODAY, CITY, COUNTY = date(2026, 3, 2), "450100", "450103"
DUTY = Duty("d" * 22, Role.CITY_OFFICER, CITY)
ALL = Filters(kind="all")


def rows() -> Any:
    return exporting.rows(DUTY, ALL, TODAY, "")


def streamed(write_to: Callable[..., int]) -> int:
    with TemporaryFile() as file, snapshot():
        return write_to(file, exporting.columns(), rows())


def naive_csv() -> int:
    kept = list(rows())
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([[safe_cell(v) for v in row] for row in kept])
    return len(kept) if text.getvalue().encode("utf-8-sig") else 0


def naive_xlsx() -> int:
    kept = list(rows())
    book, out = Workbook(), io.BytesIO()
    for row in kept:
        book.active.append([safe_cell(value) for value in row])  # type: ignore[union-attr]
    book.save(out)
    return len(kept) if out.getvalue() else 0


WAYS: dict[str, tuple[Callable[[], int], Callable[[], int]]] = {
    "csv": (lambda: streamed(write_csv), naive_csv),
    "xlsx": (lambda: streamed(write_xlsx), naive_xlsx),
}


@dataclass
class Cost:
    seconds: float
    megabytes: float


def cost(app: Flask, work: Callable[[], int], size: int) -> Cost:
    """In a process of its own, so that what one way leaves behind is not counted for the next."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        with app.app_context(), app.test_request_context("/"):
            db.engine.dispose(close=False)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            began = time.process_time()
            count = work()
            took = time.process_time() - began
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        os.write(tell, f"{count} {took} {grown}".encode())
        os._exit(0)
    os.close(tell)
    with os.fdopen(told) as heard:
        count, took, grown = heard.read().split()
    os.waitpid(child, 0)
    assert int(count) == size, f"{count} rows of {size}"
    return Cost(float(took), float(grown))


def _application(n: int, person: str) -> dict[str, Any]:
    on = TODAY - timedelta(days=n % 60)
    return {
        "uid": new_uid(), "version": 1, "city": CITY, "place": COUNTY, "state": "submitted",
        "number": f"NN2026-{n:06d}-K", "applicant_uid": person, "klass": "AB"[n % 2],
        "groups": ("G01",) if n % 7 == 0 else (), "proof_level": 2, "channel": "online",
        "started_on": on, "submitted_on": on, "lapses_on": on, "stage": "",
    }  # fmt: skip


def _of(application: dict[str, Any], n: int) -> dict[type, list[dict[str, Any]]]:
    uid, person = application["uid"], application["applicant_uid"]
    case = {"city": CITY, "application_uid": uid}
    member = {"relation": "applicant", "adult": True, "compulsory": True, "source": "bench"}
    return {
        ApplicationMember: [{"uid": new_uid(), **case, "person_uid": person, **member}],
        Screening: [
            {"uid": new_uid(), **case, "on": TODAY, "at": utcnow(), "policy": "0" * 64,
             "klass": "A", "groups": (), "met": 6, "not_met": n % 2, "unknown": n % 3,
             "facts_sealed": "", "findings_sealed": ""}
        ],
        Deadline: [
            {"uid": new_uid(), "version": 1, "city": CITY, "kind": "application.acceptance",
             "subject_kind": "application", "subject_uid": uid, "since": TODAY, "n": 5,
             "unit": "working_day", "roll": False, "due": TODAY + timedelta(days=n % 30),
             "provisional": False, "calendar_version": 1, "clause": "", "paused_days": 0,
             "paused_spans": []}
        ],
    }  # fmt: skip


def _person(n: int) -> tuple[dict[str, Any], dict[str, Any]]:
    uid, name = new_uid(), f"=韦{n}"
    paper = PersonDocument(uid=new_uid(), person_uid=uid, kind="resident_id", since=TODAY)
    paper.number = f"450103{19600101 + n % 28}{n % 1000:03d}X"
    kept = {k: v for k, v in vars(paper).items() if k in PersonDocument.__table__.columns}
    kept |= {"blind": blind("bench", str(n)), "key_id": "k1"}
    return {
        "uid": uid, "city": CITY, "name": name, "name_match": name_match(name), "sex": "F",
        "birth": date(1960, 1, 1),
    }, kept  # fmt: skip


def fill(size: int) -> None:
    for start in range(0, size, 5000):
        numbers = range(start, min(start + 5000, size))
        people = [_person(n) for n in numbers]
        files = [_application(n, p["uid"]) for n, (p, _d) in zip(numbers, people, strict=True)]
        more = [_of(file, n) for n, file in zip(numbers, files, strict=True)]
        with write():
            for model, values in (
                (Person, [p for p, _d in people]), (PersonDocument, [d for _p, d in people]),
                (Application, files),
                *((m, [row for one in more for row in one[m]])
                  for m in (ApplicationMember, Screening, Deadline)),
            ):  # fmt: skip
                db.session.execute(insert(model), values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=50_000)
    size = parser.parse_args().size
    with TemporaryDirectory() as folder:
        app = create_app(mode="test", instance=Path(folder), secret_key="b" * 40,
                         departments_key="b" * 40)  # fmt: skip
        with app.app_context():
            db.create_all()
            with write():
                lay_foundation(on=date(2020, 1, 1))
            fill(size)
            db.session.remove()
            db.engine.dispose()
        for form, (ours, naive) in WAYS.items():
            a, b = cost(app, ours, size), cost(app, naive, size)
            print(
                f"{form} {size} rows: paged {a.seconds:.1f} s +{a.megabytes:.0f} MB, "
                f"naive {b.seconds:.1f} s +{b.megabytes:.0f} MB, "
                f"ratio {a.seconds / b.seconds:.2f} of the time, "
                f"{a.megabytes / max(b.megabytes, 0.1):.2f} of the memory"
            )


if __name__ == "__main__":
    main()
