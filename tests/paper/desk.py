"""Where photos are sent; works without the extra that reads them."""

from __future__ import annotations

import io
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.keying.papers import Made


def photos_path(made: Made, event: str = "") -> str:
    return f"/office/keying/{event or made[2].event}/photos"


def post(client: FlaskClient, path: str, *pictures: bytes) -> TestResponse:
    files = [FileStorage(io.BytesIO(picture), f"IMG_{number}.jpg") for number, picture in enumerate(pictures)]
    boundary, body = encode_multipart({"photos": files})
    return client.post(path, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def instance_of(made: Made) -> Path:
    return Path(made[0].instance_path)
