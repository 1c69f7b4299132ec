"""What the error codes of this package say."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WORDS = {
    "code_wrong": _l("This code does not fit, or it is older than 10 minutes."),
    "code_tried_out": _l("This code was tried too often. Ask for a new one."),
    "codes_too_many": _l("We have sent several codes there already."),
    "language_unknown": _l("Please choose one of these answers."),
    "mail_malformed": _l("An e-mail address looks like name@example.com."),
    "phone_not_known": _l("This number has not been given to us. Please begin with the code."),
    "sign_in_wrong": _l("Login or password does not fit."),
    "totp_wrong": _l("This code does not fit, or it was used already. Wait for the next one."),
    "password_length": _l("A password has %(shortest)s to %(longest)s characters."),
    "login_malformed": _l("A login has 2 to 60 letters, digits, dots or hyphens."),
    "login_taken": _l("This login is taken."),
    "not_oneself": _l("Somebody else has to do this for you."),
    "duty_to_oneself": _l("Nobody gives a duty to themself, or takes one from themself."),
    "duty_held": _l("This person holds this duty already."),
    "duty_ended": _l("This duty has ended already."),
    "two_administrator_duties": _l("Nobody holds two of the three administrator duties."),
    "platform_silent": _l("The unified identity platform does not answer."),
    "platform_answer_wrong": _l("The answer of the unified identity platform does not hold."),
    "document_not_seen": _l("Please say which document you saw."),
    "job_not_parked": _l("This job is not parked any more."),
    "already_claimed": _l("This is claimed already. Carry on where it began, or ask at a window."),
}
