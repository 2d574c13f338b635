"""(in the making)"""

from flask import Blueprint

blueprint = Blueprint("plan", __name__)
