"""Named refusals: what cannot be printed, why, and what would have to change, before the first page is drawn."""

from __future__ import annotations

from typing import ClassVar


class PrintError(ValueError):
    """A printable that cannot be made; `reason` is stable and `params` fill the caller's translated sentence."""

    reason: ClassVar[str] = "cannot_print"
    sentence: ClassVar[str] = "This cannot be printed."

    def __init__(self, **params: object) -> None:
        super().__init__(self.sentence.format(**params))
        self.params = params


class FieldEmpty(PrintError):
    reason = "field_empty"
    sentence = "The field {field!r} is empty."


class FieldInvalid(PrintError):
    reason = "field_invalid"
    sentence = "The field {field!r} cannot be {value!r}; allowed: {allowed}."


class UnknownLanguage(PrintError):
    reason = "unknown_language"
    sentence = "No labels for the language {language!r}; there are: {known}."


class ImpossibleLayout(PrintError):
    reason = "impossible_layout"
    sentence = "{up} × {item} does not fit on {sheet}."


class TextTooLong(PrintError):
    """Even at the smallest legible size the text overflows; `cut` is the part that has no room."""

    reason = "text_too_long"
    sentence = "The text of {field!r} is too long: cut {characters} characters, from {cut!r} on."


class MissingGlyphs(PrintError):
    """Characters that no face holds: they would print as blanks."""

    reason = "missing_glyphs"
    sentence = "No typeface here has these characters: {characters}."


class FontsMissing(PrintError):
    reason = "fonts_missing"
    sentence = "The typeface file {file!r} is missing; install the package pretix-fontpack-free."


class QrTooSmall(PrintError):
    reason = "qr_too_small"
    sentence = "A QR code of {modules} modules at {size_mm} mm will not scan; at least {least_mm} mm are needed."


class QrTooLong(PrintError):
    reason = "qr_too_long"
    sentence = "The address is too long for a QR code: {characters} characters."


class WrongCodeLength(PrintError):
    reason = "wrong_code_length"
    sentence = "The code {code!r} is not {length} characters of 0-9 and A-Z; one run has one length."


class PrivateNumber(PrintError):
    reason = "private_number"
    sentence = "Row {row} holds more than the last four digits of a telephone number."


class TooManyRows(PrintError):
    reason = "too_many_rows"
    sentence = "{rows} rows do not fit on {pages} pages of {per_page}."


class ContrastTooLow(PrintError):
    """Neither white nor black text can be read on this colour; `nearest` is the nearest one that works."""

    reason = "contrast_too_low"
    sentence = "No text can be read well on {accent}; the nearest colour that works is {nearest}."


class PictureUnreadable(PrintError):
    """Another kind of file, a damaged one, or one that is empty."""

    reason = "picture_unreadable"
    sentence = "The file for {field!r} is not a whole JPEG, PNG or WebP picture."


class PictureAnimated(PrintError):
    reason = "picture_animated"
    sentence = "The picture for {field!r} moves; paper takes a still one."


class PictureTooBig(PrintError):
    reason = "picture_too_big"
    sentence = "The picture for {field!r} is too big; at most {megabytes} MB and {megapixels} million pixels."


class PictureTooSmall(PrintError):
    """It would print with visible pixels: under 120 to the inch."""

    reason = "picture_too_small"
    sentence = "The picture for {field!r} is too small: it has {has} pixels and needs {needed} to print sharp."
