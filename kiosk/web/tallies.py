"""(in the making)"""

from flask import Blueprint

blueprint = Blueprint("tallies", __name__)
