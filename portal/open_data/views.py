"""Figures for everybody: what there is, as tables and as files, and how we count."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template

from portal.kernel.demo import legal_today
from portal.kernel.errors import Missing
from portal.kernel.regions import region
from portal.kernel.sheets import as_csv
from portal.kernel.web.doors import needs
from portal.open_data.cells import as_json
from portal.open_data.codes import Permission
from portal.open_data.datasets import BY_NAME, DATASETS
from portal.open_data.methods import METHODS

blueprint = Blueprint("open_data", __name__)


def _city() -> str:
    return str(current_app.config["SETTINGS"].city)


@blueprint.get("/data")
@needs(Permission.READ)
def data() -> str:
    """What may be downloaded."""
    return render_template(
        "open_data/data.html",
        datasets=DATASETS,
        methods=METHODS,
        city=region(_city()),
        today=legal_today(),
    )


@blueprint.get("/data/<name>.<any(csv,json):form>")
@needs(Permission.READ)
def download(name: str, form: str) -> Response:
    """One table as a file."""
    found = BY_NAME.get(name)
    if found is None:
        raise Missing("dataset")
    today = legal_today()
    columns = [code for code, _meaning in found.columns]
    rows = found.rows(_city(), today)
    if form == "csv":
        response = Response(as_csv(columns, rows), mimetype="text/csv")
    else:
        response = Response(as_json(name, today, columns, rows), mimetype="application/json")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="anju-{name}-{today.isoformat()}.{form}"'
    )
    return response


@blueprint.get("/method/<topic>")
@needs(Permission.READ)
def method(topic: str) -> str:
    """How one kind of figure is worked out."""
    found = METHODS.get(topic)
    if found is None:
        raise Missing("method")
    others = [each for each in METHODS.values() if each is not found]
    return render_template("open_data/method.html", method=found, others=others)
