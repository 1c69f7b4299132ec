"""The postings of a page as one table: segment of the address → who may, which form, which verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Blueprint, flash
from flask_wtf import FlaskForm

from portal.kernel.act import Act
from portal.kernel.web.doors import Loader, needs
from portal.kernel.web.forms import perform

View = Callable[..., Any]


@dataclass(frozen=True)
class Deed:
    """One button: who may press it, the form it sends, the verb it calls.

    ``verb`` gets (act, thing, form). ``done`` gives what is said afterwards, from the verb's
    result. ``inner`` wraps the view below ``@needs``, say to ask for a fresh code.
    """

    permission: StrEnum
    form: Callable[[], FlaskForm]
    verb: Callable[[Act, Any, Any], Any]
    done: Callable[[Any], str] | None = None
    inner: Callable[[View], View] | None = None


def post_deeds(
    blueprint: Blueprint,
    path: str,
    name: str,
    deeds: Mapping[str, Deed],
    *,
    of: Loader,
    to: Callable[[Any], str],
    page: Callable[[Any, str, Any], Any],
) -> None:
    """One route per deed: POST ``path``/segment, endpoint ``name``_segment.

    ``of`` loads the thing, ``to(thing)`` is where a done deed leads, ``page(thing, segment,
    form)`` shows the page again with what was refused.
    """
    for segment, deed in deeds.items():
        view = _posting(segment, deed, to, page)
        blueprint.add_url_rule(
            f"{path}/{segment}",
            f"{name}_{segment.replace('-', '_')}",
            needs(deed.permission, of=of)(deed.inner(view) if deed.inner else view),
            methods=["POST"],
        )


def _posting(
    segment: str, deed: Deed, to: Callable[[Any], str], page: Callable[[Any, str, Any], Any]
) -> View:
    def view(thing: Any) -> Any:
        form = deed.form()

        def carry_out(act: Act) -> Any:
            result = deed.verb(act, thing, form)
            if deed.done is not None:
                flash(deed.done(result), "good")
            return result

        return perform(
            form, carry_out, to=to(thing), page=lambda again: page(thing, segment, again)
        )

    return view
