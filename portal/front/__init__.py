"""Pages that cross packages: home, my place, desk landing, rules, demo door.

They compose what the packages' doors export, own no table and no verb.
"""

from flask_babel import lazy_gettext as _l

from portal.front.access import PERMISSIONS, Permission
from portal.front.demo_time import strip as demo_strip
from portal.front.views import bp, demo, demo_bp, frame, home, my, rules, selfcheck
from portal.kernel.package import NavItem, Package

PAGES = (demo, frame, home, my, rules, selfcheck)
"""Modules whose import registers their routes on the blueprints."""

package = Package(
    name="front",
    blueprints=(bp,),
    permissions=PERMISSIONS,
    nav=(
        NavItem("public", _l("Front page"), "front.home", Permission.HOME, 1),
        NavItem("public", _l("The rules"), "front.rules", Permission.HOME, 60),
        NavItem("resident", _l("Where I stand"), "front.my", Permission.MY, 1),
    ),
)

__all__ = ["demo_bp", "demo_strip", "package"]
