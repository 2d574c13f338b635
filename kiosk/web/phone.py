"""(in the making)"""

from flask import Blueprint

blueprint = Blueprint("phone", __name__)
