"""Open figures are open."""

from __future__ import annotations

from portal.kernel.access import Table, anyone
from portal.open_data.codes import Permission

PERMISSIONS: Table = {Permission.READ: ((anyone,),)}
