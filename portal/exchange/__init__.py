"""The door: departments, bank, SMS and identity platform over HTTP; what departments tell us."""

from flask_babel import lazy_gettext as _l

from portal.exchange.access import PERMISSIONS
from portal.exchange.bank import HttpBank, PaymentChannel, Receipt
from portal.exchange.clamd import Clamd
from portal.exchange.cli import happen, simulate, simulator
from portal.exchange.codes import NoticeKind, Permission, Way
from portal.exchange.departments import HttpFactSource
from portal.exchange.events import NoticeReceived
from portal.exchange.machine import MATTER
from portal.exchange.mail import MailServer, MailSink, SmtpMail
from portal.exchange.notices.hearing import listen
from portal.exchange.notices.matters import ask_again_due, follow
from portal.exchange.notices.proof import forget_nonces, verifier
from portal.exchange.notices.pulling import HttpNotices, pull, pull_due
from portal.exchange.notices.receiving import Receipt as NoticeReceipt
from portal.exchange.notices.receiving import receive
from portal.exchange.notices.settling import open_matters, settle
from portal.exchange.paper import sources_markdown
from portal.exchange.payment_file import (
    BadFile,
    PaymentLine,
    ReturnLine,
    read_payments,
    read_returns,
    write_payments,
    write_returns,
)
from portal.exchange.request_log import asked_about, log_entries, record
from portal.exchange.signing import SigningKey, partner_key
from portal.exchange.simulated import InProcess, SimulatorAdmin, simulated_facts
from portal.exchange.simulator import (
    DEMO_KEY,
    HouseholdCard,
    MemberCard,
    admin_token,
    cast_cards,
    create_simulator,
    households,
    stranger,
)
from portal.exchange.sms import HttpSms
from portal.exchange.unified_identity import OpenIdPlatform, PlatformAgreement
from portal.exchange.views import blueprint, connectors, desk, partners, pushed
from portal.exchange.words import NAV_NOTICES, REFUSALS
from portal.kernel.package import NavItem, Package

PAGES = (connectors, desk, pushed)
"""Modules whose import registers their routes on the blueprints."""

JOBS = (listen, pull)
"""Jobs of ours, for ``portal.subscriptions``."""

package = Package(
    name="exchange",
    blueprints=(blueprint, partners),
    permissions=PERMISSIONS,
    machines=(MATTER,),
    daily=(pull_due, ask_again_due, forget_nonces),
    nav=(
        NavItem("staff", NAV_NOTICES, "exchange.department_notices", Permission.SEE_NOTICES, 54),
        NavItem(
            "staff", _l("Departments asked"), "exchange.connectors_page", Permission.CONNECTORS, 75
        ),
    ),
    commands=(simulator, happen),
    words={
        **REFUSALS,
        "scanner_silent": _l("The virus scanner did not answer. It is asked again."),
        "bank_silent": _l("The bank did not answer. Send the same file again later."),
        "bank_refused_file": _l("The bank cannot read this file. Nothing was paid."),
        "bank_batch_differs": _l("This batch was already sent with other content."),
        "sms_silent": _l("The text message may not have gone out. Please try again shortly."),
        "sms_refused": _l("A text message cannot be sent to this number."),
        "mail_silent": _l("The mail server did not answer. It is tried again."),
        "mail_refused": _l("There is no mailbox at this address."),
        "simulator_silent": _l("The simulator did not answer."),
        "simulator_refused": _l("The simulator cannot do that."),
    },
)

__all__ = [
    "DEMO_KEY",
    "JOBS",
    "MATTER",
    "BadFile",
    "Clamd",
    "HouseholdCard",
    "HttpBank",
    "HttpFactSource",
    "HttpNotices",
    "HttpSms",
    "InProcess",
    "MailServer",
    "MailSink",
    "MemberCard",
    "NoticeKind",
    "NoticeReceipt",
    "NoticeReceived",
    "OpenIdPlatform",
    "PaymentChannel",
    "PaymentLine",
    "PlatformAgreement",
    "Receipt",
    "ReturnLine",
    "SigningKey",
    "SimulatorAdmin",
    "SmtpMail",
    "Way",
    "admin_token",
    "asked_about",
    "cast_cards",
    "create_simulator",
    "follow",
    "households",
    "log_entries",
    "open_matters",
    "package",
    "partner_key",
    "partners",
    "read_payments",
    "read_returns",
    "receive",
    "record",
    "settle",
    "simulate",
    "simulated_facts",
    "simulator",
    "sources_markdown",
    "stranger",
    "verifier",
    "write_payments",
    "write_returns",
]
