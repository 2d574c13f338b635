"""A photo instead of typing: photographed sign-in sheets are read row by row, and what a person confirms is the page's count."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from kiosk import photo_reading, sheet_photos, sheet_rows
from kiosk.campaigns import EVENT
from kiosk.errors import NotFound
from kiosk.ids import derive_id
from kiosk.privacy.access_log import log_look
from kiosk.records import get, variant_of
from kiosk.sheet_photos import Photo
from kiosk.sheets import PageChanged, Sheet, SheetProgress, Wanted, get_sheet, progress_of
from kiosk.web import keying_photo_people
from kiosk.web.access import COORDINATOR, current_account, require_event, staff
from kiosk.web.context import config, language, store, t
from kiosk.web.context import page as render
from kiosk.web.keying_desk import desk_values, open_desk, save_wanted, say_moment
from kiosk.web.security import takes_files

blueprint = Blueprint("keying_photos", __name__)
MOST_AT_ONCE = 20
MOST_TOGETHER = 120 * 1024 * 1024
MOST_BYTES = 20 * 1024 * 1024
_LONGEST_REASON = 200


@blueprint.get("/office/keying/<event>/photos")
@staff(*COORDINATOR)
def home(event: str) -> ResponseReturnValue:
    """Take or choose photos; those that wait for a person, and those kept on purpose."""
    require_event(event)
    row = get(store().read(), EVENT, event)
    photos = sheet_photos.photos_of(config().instance, event)
    return render(
        "keying/photos.html", event=row, installed=photo_reading.can_read_photos(), at=lambda moment: say_moment(row, moment),
        waiting=[photo for photo in photos if photo.state != "kept"], kept=[photo for photo in photos if photo.state == "kept"],
        is_reading=any(photo.state == "waiting" for photo in photos), page_name=_page_name, problem=lambda photo: _say_problem(event, photo),
        elsewhere=lambda photo: _elsewhere(event, photo), choices=_pages_of(event) if any(photo.asks for photo in photos) else [],
    )  # fmt: skip


@blueprint.post("/office/keying/<event>/photos")
@takes_files(MOST_TOGETHER)
@staff(*COORDINATOR)
def take(event: str) -> ResponseReturnValue:
    """Keep the photos that were sent and begin to read them."""
    account = require_event(event)
    files = [file for file in request.files.getlist("photos") if file.filename]
    try:
        if not files or not photo_reading.can_read_photos():
            flash(t("keying.photo.none_chosen" if not files else "keying.photo.problem.not_installed"), "warn")
        else:
            _take_in(event, account.id, files)
    finally:
        request.close()  # large files wait in temporary ones
    return redirect(url_for("keying_photos.home", event=event))


def _take_in(event: str, account: str, files: Sequence[FileStorage]) -> None:
    instance = config().instance
    waiting = [photo for photo in sheet_photos.photos_of(instance, event) if photo.state != "kept"]
    most = max(0, min(MOST_AT_ONCE, sheet_photos.MOST_WAITING - len(waiting)))
    if len(files) > most:
        flash(t("keying.photo.too_many", most=most), "warn")
    # one byte more than a photo may have: the reader sees that it is too heavy, and says so
    taken = [sheet_photos.add_photo(instance, event, account, file.read(MOST_BYTES + 1)) for file in files[:most]]
    photo_reading.start_reading(instance, taken)


@blueprint.get("/office/keying/<event>/photos/<photo>")
@staff(*COORDINATOR)
def one(event: str, photo: str) -> ResponseReturnValue:
    """One page read: each row's strip with its verdict, the unsure ones first."""
    require_event(event)
    read = _read_photo(event, photo)
    who, seen = f"account:{current_account().id}", derive_id(event, read.id)
    store().write(lambda connection: log_look(connection, who, "sheet_photo", event=event, once_for=seen))
    return _page(read, {row.row for row in read.rows if row.says == "filled"})


@blueprint.post("/office/keying/<event>/photos/<photo>")
@staff(*COORDINATOR)
def confirm(event: str, photo: str) -> ResponseReturnValue:
    """Count again what is ticked, or make it the page's count."""
    require_event(event)
    read = _read_photo(event, photo)
    filled = {row.row for row in read.rows if request.form.get(f"filled-{row.row}")}
    if request.form.get("confirm") != str(len(filled)):  # what the button said is not what is ticked: show the new count first
        return _page(read, filled)
    why = request.form.get("why", "").strip()[:_LONGEST_REASON]
    if request.form.get("keep") and not why:
        return _page(read, filled, 422, problem=t("keying.photo.no_reason"))
    sheet = get_sheet(store().read(), event, read.run, read.page)
    try:
        saved = save_wanted(sheet, read.page, _wanted(sheet, read, len(filled)))
    except PageChanged:
        return _page(read, filled, 409)
    if request.form.get("keep"):
        sheet_photos.keep_on_purpose(config().instance, read, why)
    else:
        sheet_photos.discard(config().instance, read)
    return keying_photo_people.offer(sheet, read.page, saved, filled)


@blueprint.post("/office/keying/<event>/photos/<photo>/page")
@staff(*COORDINATOR)
def tell(event: str, photo: str) -> ResponseReturnValue:
    """Take the person's word for which page a photo shows whose code cannot be read; sent twice, it is read once."""
    require_event(event)
    instance = config().instance
    asking = sheet_photos.find_photo(instance, event, photo)
    run, _, page = request.form.get("page", "").partition(":")
    sheet = get_sheet(store().read(), event, run, int(page) if re.fullmatch(r"[0-9]{1,6}", page) else 0)
    if sheet.kind != "sign_in":
        raise NotFound()
    if asking.asks and photo_reading.can_read_photos():
        photo_reading.start_reading(instance, [sheet_photos.tell_page(instance, asking, run, int(page))])
    return redirect(url_for("keying_photos.home", event=event))


@blueprint.route("/office/keying/<event>/<run>/<int:number>/people", methods=["GET", "POST"])
@staff(*COORDINATOR)
def people(event: str, run: str, number: int) -> ResponseReturnValue:
    """Who of the roster the confirmed rows are, and all of them checked in by one press."""
    require_event(event)
    sheet = get_sheet(store().read(), event, run, number)
    if sheet.kind != "sign_in":
        raise NotFound()
    return keying_photo_people.save(sheet, number) if request.method == "POST" else keying_photo_people.show(sheet, number)


@blueprint.get("/office/keying/<event>/photos/<photo>/<int:number>.jpg")
@staff(*COORDINATOR)
def strip(event: str, photo: str, number: int) -> ResponseReturnValue:
    """The strip of a row, or the whole page (0)."""
    require_event(event)
    instance = config().instance
    return send_file(sheet_photos.picture_of(instance, sheet_photos.find_photo(instance, event, photo), number), "image/jpeg")


@blueprint.post("/office/keying/<event>/photos/<photo>/delete")
@staff(*COORDINATOR)
def delete(event: str, photo: str) -> ResponseReturnValue:
    """Remove a photo; nothing was counted from one that nobody confirmed."""
    require_event(event)
    sheet_photos.discard(config().instance, sheet_photos.find_photo(config().instance, event, photo))
    flash(t("keying.photo.deleted"), "good")
    return redirect(url_for("keying_photos.home", event=event))


def _read_photo(event: str, id: str) -> Photo:
    photo = sheet_photos.find_photo(config().instance, event, id)
    if photo.state != "read" or photo.found_event != event:
        raise NotFound()
    return photo


def _wanted(sheet: Sheet, photo: Photo, count: int) -> list[Wanted]:
    """Return what the page says once its count is confirmed: rows typed before stay, the program's count stands beside."""
    connection = store().read()
    desk = open_desk(sheet, photo.page)
    typed = sheet_rows.read_rows(connection, sheet, photo.page, desk.facts)
    facts = sheet_rows.wanted_facts(connection, sheet, photo.page, replace(typed, subtotal=str(count), empty=False))
    machine = {"count": photo.count, "unsure": photo.unsure, "version": photo.version}
    return [replace(fact, machine=machine) if fact.kind in ("sheet_total", "sheet_empty") else fact for fact in facts]


def _page(photo: Photo, filled: set[int], status: int = 200, problem: str = "") -> ResponseReturnValue:
    connection = store().read()
    sheet = get_sheet(connection, photo.event, photo.run, photo.page)
    desk = open_desk(sheet, photo.page, request.form.get("form", "") if status != 409 else "")
    typed = sheet_rows.read_rows(connection, sheet, photo.page, desk.facts)
    rows = sorted(photo.rows, key=lambda row: (row.says != "unsure", row.row))
    return render(
        "keying/photo.html", status, photo=photo, rows=rows, filled=filled, numbers={row.row: row.number for row in typed.rows}, typed=typed,
        problem=problem, is_clash=status == 409, subtotal=typed.subtotal, **desk_values(desk, {}, ()),
    )  # fmt: skip


def _page_name(photo: Photo) -> str:
    """Return "S1 · page 3 of 4" of a photo that was read."""
    sheet = get_sheet(store().read(), photo.event, photo.run, photo.page)
    return _say_page(sheet, photo.page)


def _say_page(sheet: Sheet, page: int) -> str:
    return f"{sheet.code} · {t('keying.page_of', page=page + sheet.pages_before, pages=sheet.pages + sheet.pages_before)}"


def _pages_of(event: str) -> list[tuple[str, str]]:
    """Return the printed sign-in pages of the event to choose from, those that are not keyed yet first."""
    sheets = [each for each in progress_of(store().read(), event) if each.sheet.kind == "sign_in"]
    pages = [(each, page) for each in sheets for page in range(1, each.sheet.pages + 1)]
    return [
        (f"{each.sheet.run}:{page}", _say_choice(each, page)) for each, page in sorted(pages, key=lambda one: one[1] in one[0].keyed)
    ]


def _say_choice(progress: SheetProgress, page: int) -> str:
    said = _say_page(progress.sheet, page)
    return t("keying.photo.keyed_page", page=said) if page in progress.keyed else said


def _say_problem(event: str, photo: Photo) -> str:
    """Return why a photo gives no count; '' when it does."""
    if photo.state == "failed":
        return t(photo.problem, **photo.values)
    if photo.state != "read" or photo.found_event == event:
        return ""
    other = _elsewhere(event, photo)
    return (
        t("keying.photo.problem.other_event", title=variant_of(other, "title", language()))
        if other
        else t("keying.photo.problem.not_our_page")
    )


def _elsewhere(event: str, photo: Photo) -> sqlite3.Row | None:
    """Return the other event that a page belongs to, if this reader coordinates it."""
    if photo.state != "read" or photo.found_event == event:
        return None
    other = get(store().read(), EVENT, photo.found_event)
    return other if current_account().may(COORDINATOR, other["organisation"], other["id"]) else None
