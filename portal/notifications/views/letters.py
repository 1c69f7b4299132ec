"""A person's letters, one letter on paper, and whether a letter is real."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import force_locale

from portal.kernel.access import allowed
from portal.kernel.directory import person_name
from portal.kernel.errors import Refused
from portal.kernel.levels import Field, may_see
from portal.kernel.throttle import count_try
from portal.kernel.web.doors import needs, who
from portal.kernel.web.errorpages import explain
from portal.notifications.addresses import addresses_of
from portal.notifications.codes import Permission
from portal.notifications.forms import LetterCodeForm
from portal.notifications.posting import goes_by_post
from portal.notifications.reading import Letter, letter, letters_of, prove_letter
from portal.notifications.views import bp

PROOFS = 20
PROOF_SECONDS = 300


@bp.get("/my/letters")
@needs(Permission.OWN_LETTERS)
def letters() -> Any:
    """All letters to the one who is signed in; who is not proven sees what they are called."""
    me = who()
    text = may_see(me.level, Field.LETTER_TEXT)
    found = letters_of(me.uid, None if text else me.about)
    return render_template("notifications/letters.html", letters=found, text=text)


def load_letter(uid: str) -> Letter:
    """The letter a URL names."""
    return letter(uid)


@bp.get("/letters/<uid>")
@needs(Permission.READ_LETTER, of=load_letter, looks="letter")
def one_letter(found: Letter) -> Any:
    """One letter, as it is printed; its QR code leads to the proof."""
    address = url_for("notifications.verify", _external=True)
    back = url_for("notifications.letters") if who().uid == found.person_uid else None
    # The whole sheet speaks the letter's language, not the one its reader's pages are in.
    with force_locale(found.language):
        return render_template(
            "notifications/letter.html",
            letter=found, name=person_name(found.person_uid), back=back, envelope=_envelope(found),
            address=f"{address}#{found.code.replace(' ', '')}", site=address,
        )  # fmt: skip


def _envelope(found: Letter) -> str:
    """The address for the window of the envelope, for whoever posts this letter; else nothing."""
    posts = allowed(who(), Permission.POST_LETTERS, found) and goes_by_post(found.uid)
    known = addresses_of([found.person_uid]) if posts else {}
    return known[found.person_uid].text if known else ""


def _ask(form: LetterCodeForm, **answer: Any) -> str:
    return render_template("notifications/verify.html", form=form, **answer)


@bp.get("/letters/verify")
@needs(Permission.VERIFY)
def verify() -> Any:
    """Ask for a letter code."""
    return _ask(LetterCodeForm())


@bp.post("/letters/verify")
@needs(Permission.VERIFY)
def prove() -> Any:
    """Yes or no, with number and date only."""
    form = LetterCodeForm()
    if not form.validate():
        return _ask(form), 422
    count_try("letter.source", request.remote_addr or "", limit=PROOFS, seconds=PROOF_SECONDS)
    try:
        proof = prove_letter(form.letter_code.data)
    except Refused as refusal:
        form.refuse("letter_code", explain(refusal.code, **refusal.facts))
        return _ask(form), 422
    return _ask(form, asked=True, proof=proof)
