"""The door: connectors to departments, bank and SMS over HTTP."""

from flask_babel import lazy_gettext as _l

from portal.exchange.access import PERMISSIONS, Permission
from portal.exchange.bank import HttpBank, PaymentChannel, Receipt
from portal.exchange.cli import simulator
from portal.exchange.departments import HttpFactSource
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
    cast_cards,
    create_simulator,
    households,
)
from portal.exchange.sms import HttpSms
from portal.exchange.views import bp
from portal.kernel.package import NavItem, Package

package = Package(
    name="exchange",
    blueprints=(bp,),
    permissions=PERMISSIONS,
    nav=(
        NavItem(
            "staff", _l("Departments asked"), "exchange.connectors_page", Permission.CONNECTORS, 75
        ),
    ),
    commands=(simulator,),
    words={
        "bank_silent": _l("The bank did not answer. Send the same file again later."),
        "bank_refused_file": _l("The bank cannot read this file. Nothing was paid."),
        "bank_batch_differs": _l("This batch was already sent with other content."),
        "sms_silent": _l("The text message may not have gone out. Please try again shortly."),
        "sms_refused": _l("A text message cannot be sent to this number."),
        "simulator_silent": _l("The simulator did not answer."),
        "simulator_refused": _l("The simulator cannot do that."),
    },
)

__all__ = [
    "DEMO_KEY",
    "BadFile",
    "HouseholdCard",
    "HttpBank",
    "HttpFactSource",
    "HttpSms",
    "InProcess",
    "MemberCard",
    "PaymentChannel",
    "PaymentLine",
    "Receipt",
    "ReturnLine",
    "SigningKey",
    "SimulatorAdmin",
    "asked_about",
    "cast_cards",
    "create_simulator",
    "households",
    "log_entries",
    "package",
    "partner_key",
    "read_payments",
    "read_returns",
    "record",
    "simulated_facts",
    "simulator",
    "sources_markdown",
    "write_payments",
    "write_returns",
]
