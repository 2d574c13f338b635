"""(in the making)"""

from flask import Blueprint

blueprint = Blueprint("codes", __name__)
