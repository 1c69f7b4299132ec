"""The public list: find a queue number, see the root hash."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from portal.kernel.errors import Refused
from portal.kernel.references import parse_queue_number
from portal.kernel.web.doors import needs
from portal.kernel.web.errorpages import explain
from portal.waitlist.codes import Permission
from portal.waitlist.publishing import (
    line_of,
    lines_of,
    list_or_missing,
    lists_of,
    published_queues,
)
from portal.waitlist.views import bp

PAGE = 50


@bp.get("/waitlist")
@needs(Permission.SEE_PUBLIC_LIST)
def public_list() -> Any:
    """The version in force, masked; searched by queue number only."""
    queues = published_queues()
    if not queues:
        return render_template("waitlist/public_empty.html")
    chosen = request.args.get("queue") or queues[0][0]
    version = list_or_missing(chosen)
    after = request.args.get("after", "0")
    start = int(after) if after.isdigit() and len(after) < 9 else 0
    typed = request.args.get("number", "").strip()[:40]
    found, problem = None, ""
    if typed:
        try:
            found = line_of(version.uid, parse_queue_number(typed))
        except Refused as refusal:
            problem = explain(refusal.code)
    return render_template(
        "waitlist/public.html", queues=queues, chosen=chosen, version=version, typed=typed,
        found=found, problem=problem, versions=lists_of(chosen)[:12],
        lines=lines_of(version.uid, after=start, size=PAGE), start=start, page=PAGE,
    )  # fmt: skip
