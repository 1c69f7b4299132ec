"""Pages of applications: one blueprint, one module per audience."""

from flask import Blueprint

bp = Blueprint("applications", __name__)
