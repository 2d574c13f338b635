"""The yardstick of the server benchmark: a Flask application with one route, under the kiosk's own server settings.

Run: python -m tests.benchmarks._hello PORT
"""

from __future__ import annotations

import sys

from flask import Flask

from kiosk.server import make_server


def hello_app() -> Flask:
    app = Flask("hello")

    @app.get("/")
    def hello() -> str:
        return "hello, world"

    return app


if __name__ == "__main__":
    make_server("tests.benchmarks._hello:hello_app", "127.0.0.1", int(sys.argv[1])).serve()
