"""The door: connectors to departments, bank and SMS over HTTP."""

from flask_babel import lazy_gettext as _l

from portal.exchange.bank import HttpBank, PaymentChannel, Receipt
from portal.exchange.clamd import Clamd
from portal.exchange.cli import simulator
from portal.exchange.departments import HttpFactSource
from portal.exchange.payment_file import (
    BadFile,
    PaymentLine,
    ReturnLine,
    read_payments,
    read_returns,
    write_payments,
    write_returns,
)
from portal.exchange.request_log import LogEntry, asked_about, log_entries, record
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
from portal.kernel.package import Package

package = Package(
    name="exchange",
    commands=(simulator,),
    words={
        "scanner_silent": _l("The virus scanner did not answer. It is asked again."),
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
    "Clamd",
    "HouseholdCard",
    "HttpBank",
    "HttpFactSource",
    "HttpSms",
    "InProcess",
    "LogEntry",
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
    "write_payments",
    "write_returns",
]
