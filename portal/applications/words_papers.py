"""What the refusals about papers and disputed facts say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

WORDS: Mapping[str, Any] = {
    "file_active": _l(
        "This PDF can start programs or carries other files. Please send photos of its pages."
    ),
    "file_broken": _l("This file cannot be read to its end. Please take the photo or scan again."),
    "file_empty": _l("This file is empty. Please choose another one."),
    "file_heic": _l(
        "This photo is in a format of its own (HEIC or AVIF). Please send it as JPEG: on an "
        "iPhone, Settings, Camera, Formats, “Most Compatible”, then take it again."
    ),
    "file_kind": _l("Please send a photo (JPEG, PNG, WebP) or a PDF."),
    "file_large": _l("This file is larger than %(size)s MB. Please take a smaller photo."),
    "file_locked": _l("This PDF is locked with a password. Please send it without one, or photos."),
    "file_moving": _l("This picture moves. Please send a photo that stands still."),
    "file_pixels": _l("This picture is too large. Please take it with fewer megapixels."),
    "file_tiny": _l("This picture is too small to be read. Please take the photo again."),
    "mark_unknown": _l("This mark belongs to no text that was in force that day. Please check it."),
    "may_not_ask": _l("This department may not be asked about this person: there is no agreement."),
    "not_answered_since": _l("The department has not answered since. Ask it again first."),
    "not_yours_to_remove": _l("Somebody else put this page in. Only they can take it away."),
    "nothing_to_settle": _l("Nothing is disputed here, and papers and department agree."),
    "own_value": _l("You let a value of this file stand yourself. Somebody else must decide."),
    "paper_in_future": _l("This day has not come yet. Please check the date of the paper."),
    "paper_not_seen": _l("Please open these pages first, with a purpose."),
    "paper_purpose": _l("Say why you need to see it."),
    "paper_twice": _l("This page is here already. Please choose the next one."),
    "papers_full": _l("At most %(most)s pages for one application. Please bring more to a window."),
    "papers_missing": _l("Please tick the pages it rests on."),
    "papers_today": _l("At most %(most)s pages a day. Please go on tomorrow, or at a window."),
    "said_already": _l("You have said so already; it is being checked. You can add papers."),
    "scan_missing": _l("Please scan the signed sheet first."),
    "signed_in_future": _l("This day has not come yet. Please check the day of the signature."),
    "value_unknown": _l("Please tick what is wrong."),
}
