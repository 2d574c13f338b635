"""(in the making)"""

from flask import Blueprint

blueprint = Blueprint("keying", __name__)
