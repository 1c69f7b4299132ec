"""A worklist as a file: asked for with a purpose, read as of one moment, remembered, then sent.

A list becomes exportable by one call of ``offer_export``. The rows come page by page and go into
a file on disk, so memory does not grow with them; nobody gets a byte before the log says who took
what, how much of it and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from flask import Blueprint, Response, render_template, send_file
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import Length, StopValidation

from portal.kernel.act import Act
from portal.kernel.crypto import keyed_digest
from portal.kernel.database import db, snapshot, write
from portal.kernel.errors import Refused
from portal.kernel.journal import log
from portal.kernel.payloads import keep
from portal.kernel.sheets import Row, write_csv, write_xlsx
from portal.kernel.web.doors import act, needs
from portal.kernel.web.errorpages import explain
from portal.kernel.web.fields import Choice, Form, RadiosField, Required, TextField

MOST = 50_000
"""Rows of one file; a longer list is narrowed down first."""

FORMATS: dict[str, tuple[Callable[[BinaryIO, Any, Iterable[Row]], int], str]] = {
    "csv": (write_csv, "text/csv"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class ExportPurpose(StrEnum):
    """What a list is taken out for."""

    WORK = "work"
    REPORT = "report"
    CHECK = "check"
    OTHER = "other"


PURPOSES = {
    ExportPurpose.WORK: _l("To share out and plan the work"),
    ExportPurpose.REPORT: _l("For a report within the office"),
    ExportPurpose.CHECK: _l("For an inspection or audit"),
    ExportPurpose.OTHER: _l("Something else"),
}


@dataclass(frozen=True)
class Export:
    """A list as it would be written. ``filters`` are codes; ``sought`` is what somebody typed.

    ``rows`` yields them page by page and is asked once, within a snapshot.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterable[Row]]
    back: str
    filters: Mapping[str, Any] = field(default_factory=dict)
    sought: str = ""


def _other_needs_words(form: Any, detail: Any) -> None:
    if form.purpose.data == ExportPurpose.OTHER and not (detail.data or "").strip():
        raise StopValidation(_("Please say what for."))


class ExportForm(Form):
    """What for, and as which kind of file."""

    purpose = RadiosField(
        _l("What do you need the list for?"),
        [Required(_l("Choose what you need it for."))],
        choices=[
            Choice(p.value, words, reveals="detail" if p is ExportPurpose.OTHER else None)
            for p, words in PURPOSES.items()
        ],
    )
    detail = TextField(
        _l("What for?"), [_other_needs_words, Length(max=150)], description=_l("In a few words.")
    )
    form = RadiosField(
        _l("As which kind of file?"),
        [Required(_l("Choose the kind of file."))],
        choices=[
            Choice("xlsx", _l("Excel (XLSX)")),
            Choice("csv", "CSV", _l("Plain text, for other programs")),
        ],
        default="xlsx",
    )


def offer_export(
    blueprint: Blueprint, path: str, permission: StrEnum, listed: Callable[[], Export]
) -> None:
    """Two routes for one list: GET ``path`` asks what for, POST makes the file.

    ``listed`` reads the filters in force from the request's address; its name names the routes.
    """
    name = f"export_{listed.__name__.strip('_')}"

    @needs(permission)
    def ask() -> str:
        return _page(listed(), ExportForm())

    @needs(permission)
    def make() -> Any:
        return _made(listed(), ExportForm())

    ask.__doc__, make.__doc__ = "What the list is taken out for.", "The list as a file."
    blueprint.add_url_rule(path, name, ask, methods=["GET"])
    blueprint.add_url_rule(path, f"make_{name}", make, methods=["POST"])


def _page(export: Export, form: ExportForm) -> str:
    return render_template("kernel/export.html", export=export, form=form, limit=MOST)


def _made(export: Export, form: ExportForm) -> Any:
    if not form.validate():
        return _page(export, form), 422
    file = TemporaryFile()  # noqa: SIM115 - the response closes it when the last byte is sent
    try:
        rows = _written(file, export, form.form.data)
    except Refused as refusal:
        file.close()
        form.refuse(refusal.field, explain(refusal.code, **refusal.facts))
        return _page(export, form), 422
    with write():
        _remember(act(), export, form, rows)
    file.seek(0)
    return _sent(file, export.name, form.form.data)


def _written(file: BinaryIO, export: Export, form: str) -> int:
    writer, _media = FORMATS[form]
    with snapshot():
        rows = writer(file, export.columns, islice(export.rows(), MOST + 1))
    if rows > MOST:
        raise Refused("export_too_many", limit=MOST)
    return rows


def _remember(act: Act, export: Export, form: ExportForm, rows: int) -> None:
    """One line of the log, under whoever took it. What was typed is in it as a keyed digest."""
    said = (form.detail.data or "").strip()
    purpose = ExportPurpose(form.purpose.data)
    detail = keep("export.purpose", {"text": said}, at=act.at) if said else None
    if detail is not None:
        db.session.flush()
    sought = export.sought.strip()
    log(
        act,
        f"export.{export.name}",
        act.by.uid,
        {
            "rows": rows, "form": form.form.data, "purpose": purpose,
            "detail": detail.uid if detail else "",
            "region": act.duty.region if act.duty else "",
            "role": act.duty.role if act.duty else "",
            "filters": dict(export.filters),
            "sought": keyed_digest("export.sought", sought.encode()) if sought else "",
            "on": act.on,
        },
    )  # fmt: skip


def _sent(file: BinaryIO, name: str, form: str) -> Response:
    response = send_file(
        file, FORMATS[form][1], as_attachment=True,
        download_name=f"anju-{name}-{act().on.isoformat()}.{form}", etag=False,
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response
