"""(in the making)"""

from flask import Blueprint

blueprint = Blueprint("pairing", __name__)
