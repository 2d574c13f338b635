"""What a photo cannot be read for: named, each with one sentence that says what to do next."""

from __future__ import annotations

from kiosk.errors import Refusal


class PhotoProblem(Refusal):
    """A photo that gives no count; the page can be keyed by hand all the same."""

    reason = "unread"
    area = "keying.photo.problem"
    status = 422


class NotInstalled(PhotoProblem):
    """The extra that reads photos is not installed."""

    reason = "not_installed"
    status = 501


class NotAPicture(PhotoProblem):
    """The file is no JPEG, PNG or WebP."""

    reason = "not_a_picture"


class Heic(PhotoProblem):
    """The format in which some phones keep photos, and which cannot be opened here."""

    reason = "heic"


class CutOff(PhotoProblem):
    """The file ends too early or is damaged."""

    reason = "cut_off"


class TooSmall(PhotoProblem):
    """The photo's long side has fewer than ``least`` pixels."""

    reason = "too_small"


class TooLarge(PhotoProblem):
    """More than ``most`` megapixels, counted before anything is decoded."""

    reason = "too_large"


class TooHeavy(PhotoProblem):
    """A file of more than ``most`` megabytes."""

    reason = "too_heavy"
    status = 413


class NoPage(PhotoProblem):
    """Fewer than three of the four corner markers are in sight."""

    reason = "no_page"


class TwoPages(PhotoProblem):
    """More than one page in the photo."""

    reason = "two_pages"


class CodeUnread(PhotoProblem):
    """The page's code cannot be read."""

    reason = "code_unread"


class NotOurPage(PhotoProblem):
    """The code is none of a sign-in sheet of this kiosk, or none that this reader may see."""

    reason = "not_our_page"


class OtherShape(PhotoProblem):
    """The page that a person named is upright and the photo's lies across, or the other way round."""

    reason = "other_shape"


class OtherEvent(PhotoProblem):
    """The page belongs to another event, ``title``, of the same reader."""

    reason = "other_event"


class NotFlat(PhotoProblem):
    """The page's lines are not where they must be: bent too far, or the photo is blurred."""

    reason = "not_flat"


class TookTooLong(PhotoProblem):
    """The reading was stopped after ``seconds``, or its process died."""

    reason = "took_too_long"
