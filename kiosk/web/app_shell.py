"""The volunteers' offline app: its shell, its files under one version, its service worker, and the step from the pairing's cookie."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import codes, languages
from kiosk.errors import NotFound
from kiosk.frontend import SERVED_FILES, VENDOR
from kiosk.ids import now_ms
from kiosk.web.access import View, phone
from kiosk.web.api_reading import code_rules, require_notice, scope_of
from kiosk.web.api_screen import plan_for
from kiosk.web.context import PHONE_COOKIE, YEAR_SECONDS, config, device, store
from printables import qr

blueprint = Blueprint("app", __name__, url_prefix="/app")

APP_COOKIE = "kiosk_app"
"""Set on a phone that has the app: a code scanned with its own camera opens there."""
_STATIC = Path(__file__).parents[1] / "static"
_SAID = (
    "app.", "phone.", "roster.", "common.ago.", "common.demonstration.title", "common.do.", "common.language.", "common.language_choice", "common.language_mark.",
    "common.main_navigation", "common.movement.", "common.no", "common.phone.",
    "common.reconciliation.", "common.yes", "errors.mistyped_code", "errors.practice_code", "errors.required", "plan.empty.act", "groups.title", "groups.on_now", "groups.here_so_far", "groups.people", "groups.not_here",
    "groups.put_on", "groups.began", "groups.minutes", "groups.are_expected", "groups.reported", "groups.problem.", "groups.line.", "groups.how_many",
    "groups.leader_is", "groups.correct_here", "groups.check_in", "groups.back", "screen.", "public.sign_in.", "public.field.phone_optional",
    "public.notice_title", "public.notice_version", "public.no_id_number", "public.bad_phone", "public.erase.keep", "wall.done.note", "wall.leave.",
    "wall.no_", "wall.phone_left", "wall.sort.", "errors.too_long", "errors.control_characters", "volunteers.line_phone", "referrals.help.", "referrals.about.", "referrals.tip.", "volunteers.name", "volunteers.phone",
    "volunteers.age", "volunteers.guardian_", "volunteers.skill", "volunteers.task", "volunteers.free", "volunteers.agreed_aloud", "volunteers.register", "volunteers.next",
    "volunteers.problem.", "volunteers.young.", "volunteers.too_young",
)  # fmt: skip
"""The texts that the app needs, by the beginning of their keys."""
_STYLES = ("tokens.css", "phone.css", "phone_acts.css")
_WORDS = tuple(f"words/{language}.json" for language in languages.LANGUAGES)
_LATER = ("box.js", "views/groups.js", "views/later.js", "views/note.js", "views/register.js", "views/tip.js")
"""What a volunteer who counts does not need at first."""
_ICONS = ("icons/seal.svg", "icons/app-192.png", "icons/app-512.png")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png"}


def app_file(view: View[..., ResponseReturnValue]) -> View[..., ResponseReturnValue]:
    """Mark a route of the app itself: it holds nothing of anybody, so everybody may have it."""
    view.access = ("app", ())  # type: ignore[attr-defined]
    return view


@blueprint.get("/")
@app_file
def shell() -> ResponseReturnValue:
    """Show the page that the app lives in: the same for every phone, so that it can be kept."""
    return render_template("app/shell.html", root=_root(), later=" ".join(_LATER))


@blueprint.get("/sw.js")
@app_file
def service_worker() -> ResponseReturnValue:
    """Answer the service worker with the lists of this version's files in front: what counting needs, and what may come after it."""
    later = {*_LATER, *_WORDS}  # the words of the phone's own language are kept by the page, before the worker
    first = [url_for("app.shell"), url_for("app.manifest"), *(_root() + name for name in sorted(_files() - later))]
    rest = [_root() + name for name in sorted(later)]
    head = f"const VERSION = {json.dumps(_version())};\nconst FIRST = {json.dumps(first)};\nconst LATER = {json.dumps(rest)};\n"
    script = (_STATIC / "app" / "sw.js").read_text(encoding="utf-8")
    return Response(head + script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@blueprint.get("/manifest.webmanifest")
@app_file
def manifest() -> ResponseReturnValue:
    """Answer what a phone needs to put the app on its home screen."""
    names = {language: languages.text(language, "app.name") for language in languages.LANGUAGES}
    icons = [{"src": f"{_root()}icons/app-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)]
    said = {
        "id": "/app/", "name": names[config().default_language], "short_name": names[config().default_language], "start_url": "/app/",
        "scope": "/app/", "display": "standalone", "background_color": "#fffdf8", "theme_color": "#2b2e36", "icons": icons,
    }  # fmt: skip
    return Response(json.dumps(said, ensure_ascii=False), mimetype="application/manifest+json")


@blueprint.get("/v/<version>/<path:file>")
@app_file
def send_file(version: str, file: str) -> ResponseReturnValue:
    """Answer one file of the version that is served now; NotFound for another version's."""
    if version != _version() or file not in _files():
        raise NotFound()
    content, squeezed = _content(file)
    headers = {"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable", "Vary": "Accept-Encoding"}
    encoding = request.accept_encodings.best_match(squeezed)
    if encoding is not None:
        content, headers = squeezed[encoding], headers | {"Content-Encoding": encoding}
    return Response(content, mimetype=_TYPES[Path(file).suffix], headers=headers)


@blueprint.post("/start")
@phone
def start() -> ResponseReturnValue:
    """Hand the pairing that the cookie stands for to the app of the same phone: its secret, scope, plan, and the server's clock."""
    asking = device()
    if asking is None:
        raise NotFound()
    days = config().retention_days
    require_notice(store(), asking.event, days)
    said = jsonify(
        {
            "device_token": request.cookies.get(PHONE_COOKIE, ""),
            "scope": scope_of(asking),
            "plan": plan_for(store().read(), asking, days),
            "server_time": now_ms(),
        }
    )
    said.set_cookie(APP_COOKIE, "1", max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure)
    return said


def _root() -> str:
    return f"/app/v/{_version()}/"


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for name in sorted(_files()):
        digest.update(name.encode() + _content(name)[0])
    for part in (Path(current_app.root_path, "templates/app/shell.html"), _STATIC / "app" / "sw.js"):
        digest.update(part.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _files() -> frozenset[str]:
    """The files of the app, by their name under its versioned folder."""
    folder = _STATIC / "app"
    ours = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in (".js", ".css") and path.name != "sw.js"]
    vendor = [f"vendor/{name}" for name in SERVED_FILES if (VENDOR / name).is_file() and Path(name).suffix in _TYPES]
    return frozenset([*ours, *_STYLES, *_ICONS, *vendor, *_WORDS, "icons.json", "practice.json", "practice.svg"])


@cache
def _content(name: str) -> tuple[bytes, dict[str, bytes]]:
    """Return a file, and by encoding the same squeezed, the smallest first, where that saves something."""
    content, brotli = _read(name), _STATIC / f"{name}.br"
    squeezed = {"br": brotli.read_bytes()} if brotli.is_file() else {}
    return content, squeezed if Path(name).suffix == ".png" else squeezed | {"gzip": gzip.compress(content, 9, mtime=0)}


def _read(name: str) -> bytes:
    if name == "icons.json":
        drawn = current_app.jinja_env.get_template("macros/icons.html").module.paths  # type: ignore[attr-defined]
        return json.dumps(drawn).encode()
    if name == "practice.json":
        return json.dumps({"code_rules": code_rules(), "first": codes.PRACTICE_FIRST, "slip": codes.practice_code(0)}).encode()
    if name == "practice.svg":  # the code alone: the same picture at every kiosk, and no address in it that may change
        return qr.svg(codes.practice_code(0)).encode()
    if name.startswith("words/"):
        texts = languages.catalogue(Path(name).stem)
        return json.dumps({key: said for key, said in texts.items() if key.startswith(_SAID)}, ensure_ascii=False).encode()
    if name in _STYLES or name in _ICONS or name.startswith("vendor/"):
        return (_STATIC / name).read_bytes()
    return (_STATIC / "app" / name).read_bytes()
