"""Why somebody looked, in words: a page says its own work, a seen ID number its purpose."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from portal.audit.words import look_words, purpose_words


@pytest.mark.parametrize(
    ("purpose", "what", "words"),
    [
        ("review", "review", "To work on the re-check"),
        ("lease", "lease", "To work on the lease"),
        ("review", "lease", "To work on the lease"),
        ("review", "person.id_number", "To review an application"),
        ("file", "file", "To work on the case"),
        ("", "lease", "To work on the case"),
        ("a tip from 12345", "lease", "a tip from 12345"),
    ],
)
def test_purpose_in_words(purpose: str, what: str, words: str) -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        assert purpose_words(purpose, what) == words


def test_every_page_that_notes_a_look_has_a_name() -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        for what in ("review", "waitlist_entry", "agreement", "subsidy_run"):
            assert look_words(what) != "The file"
