"""The door: the sealed log, its proofs, replay of decisions, and what an auditor sees.

``seal_ready`` is to be called by the worker every 30 seconds or less. What it cannot do:
without a checkpoint that somebody else keeps, a consistent rewrite of everything cannot be
told from the truth (docs: trust.md §5.5).
"""

from flask_babel import lazy_gettext as _l

from portal.audit.access import PERMISSIONS
from portal.audit.cli import audit_cli
from portal.audit.codes import Odd, Permission, Replayed
from portal.audit.holders import CheckpointHolder, FolderHolder, Inconsistent
from portal.audit.integrity import Seals, seals
from portal.audit.notes import NoSealingKey
from portal.audit.replaying import Replays, replay_all
from portal.audit.sealing import hand_over, seal_ready, waiting
from portal.audit.verifying import Fault, Verification, verify
from portal.audit.views import blueprint, household, looks, workbench
from portal.audit.words import WORDS
from portal.kernel.act import Role
from portal.kernel.package import NavItem, Package

PAGES = (household, looks, workbench)
"""Modules whose import registers their routes on the blueprint."""

package = Package(
    name="audit",
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    nav=(
        NavItem("staff", _l("Audit"), "audit.workbench", Permission.AUDIT, 60, (Role.AUDITOR,)),
        NavItem("resident", _l("Who looked"), "audit.who_looked", Permission.OWN_LOOKS, 80),
    ),
    words=WORDS,
    commands=(audit_cli,),
)

__all__ = [
    "CheckpointHolder",
    "Fault",
    "FolderHolder",
    "Inconsistent",
    "NoSealingKey",
    "Odd",
    "Permission",
    "Replayed",
    "Replays",
    "Seals",
    "Verification",
    "hand_over",
    "package",
    "replay_all",
    "seal_ready",
    "seals",
    "verify",
    "waiting",
]
