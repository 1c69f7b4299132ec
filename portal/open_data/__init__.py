"""The door: figures for everybody, with how they were worked out."""

from portal.kernel.package import Package
from portal.open_data.access import PERMISSIONS
from portal.open_data.cells import SMALLEST, as_json, small
from portal.open_data.codes import Permission
from portal.open_data.datasets import DATASETS, Dataset
from portal.open_data.methods import METHODS, Method
from portal.open_data.views import blueprint

package = Package(name="open_data", blueprints=(blueprint,), permissions=PERMISSIONS)

__all__ = [
    "DATASETS",
    "METHODS",
    "SMALLEST",
    "Dataset",
    "Method",
    "Permission",
    "as_json",
    "package",
    "small",
]
