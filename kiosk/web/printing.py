"""(in the making)"""

from flask import Blueprint

blueprint = Blueprint("printing", __name__)
