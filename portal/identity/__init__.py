"""The door: who a person at the keyboard is, and which duties staff hold.

Levels: I0 typed, I1 a code sent to the phone was typed, I1R the phone's real-name check
matched, I2 seen at a window or named by the unified identity platform. Codes are asked for
inside ``write()``, checked outside it.
"""

from flask_babel import lazy_gettext as _l

from portal.identity.access import PERMISSIONS
from portal.identity.assurance import (
    assure,
    assured_level,
    phone_disproved,
    prove_person,
    sight_person,
)
from portal.identity.codes import Document, How, Permission, Purpose
from portal.identity.daily import sweep_due
from portal.identity.demo import demo_sign_in_resident, demo_sign_in_staff
from portal.identity.duties import StaffCard, colleagues, duties_of, end_duty, give_duty, staff_with
from portal.identity.languages import choose_language, languages_of
from portal.identity.mail import ask_mail, forget_mail, mail_of, prove_mail
from portal.identity.messages import SEND_SECRET, MailPort, SmsGateway, gateway, mail_port
from portal.identity.one_time import check_code, code_is_fresh, send_code
from portal.identity.passwords import PasswordHash, hash_password
from portal.identity.phones import bind_phone, phone_of, shared_phones, standing
from portal.identity.platform import (
    PLATFORM,
    REGISTER,
    RENEWAL,
    Departure,
    IdentityPlatform,
    Proven,
    platform_open,
)
from portal.identity.principals import principal_of
from portal.identity.reach import Reach, reach_of
from portal.identity.receipts import end_receipts, issue_receipt
from portal.identity.staff import (
    create_staff,
    disable_staff,
    enable_staff,
    renew_access,
    staff_by_login,
    staff_names,
)
from portal.identity.views import admin, bp, resident
from portal.identity.views.staff import needs_step_up, stepped_up
from portal.identity.views.unified import platform_is_fresh, via_platform
from portal.identity.words import WORDS
from portal.kernel.package import NavItem, Package

assert admin  # the routes of both hang on bp
assert resident

package = Package(
    name="identity",
    blueprints=(bp,),
    permissions=PERMISSIONS,
    daily=(sweep_due,),
    nav=(
        NavItem("public", _l("Sign in"), "identity.sign_in", Permission.SIGN_IN, 90),
        NavItem("resident", _l("Settings"), "identity.settings", Permission.OWN_SETTINGS, 90),
        NavItem("staff", _l("People"), "identity.people", Permission.PEOPLE, 80),
        NavItem("staff", _l("Duties"), "identity.all_duties_page", Permission.DUTIES, 81),
        NavItem("staff", _l("Jobs"), "identity.jobs", Permission.JOBS, 82),
    ),
    words=WORDS,
)

__all__ = [
    "PLATFORM",
    "REGISTER",
    "RENEWAL",
    "SEND_SECRET",
    "Departure",
    "Document",
    "How",
    "IdentityPlatform",
    "MailPort",
    "PasswordHash",
    "Permission",
    "Proven",
    "Purpose",
    "Reach",
    "SmsGateway",
    "StaffCard",
    "ask_mail",
    "assure",
    "assured_level",
    "bind_phone",
    "check_code",
    "choose_language",
    "code_is_fresh",
    "colleagues",
    "create_staff",
    "demo_sign_in_resident",
    "demo_sign_in_staff",
    "disable_staff",
    "duties_of",
    "enable_staff",
    "end_duty",
    "end_receipts",
    "forget_mail",
    "gateway",
    "give_duty",
    "hash_password",
    "issue_receipt",
    "languages_of",
    "mail_of",
    "mail_port",
    "needs_step_up",
    "package",
    "phone_disproved",
    "phone_of",
    "platform_is_fresh",
    "platform_open",
    "principal_of",
    "prove_mail",
    "prove_person",
    "reach_of",
    "renew_access",
    "send_code",
    "shared_phones",
    "sight_person",
    "staff_by_login",
    "staff_names",
    "staff_with",
    "standing",
    "stepped_up",
    "sweep_due",
    "via_platform",
]
