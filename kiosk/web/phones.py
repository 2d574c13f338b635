"""(in the making)"""

from flask import Blueprint

blueprint = Blueprint("phones", __name__)
