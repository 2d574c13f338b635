"""Draws the small pictures of every kind of paper that the office's pages show, from the samples of printables/demo.

Run when a sheet has changed its looks: python .ci/pictures.py.  They are kept, because a kiosk can show them without the extra `verify`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2 as pdfium

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from kiosk.languages import LANGUAGES  # noqa: E402
from printables.demo import samples  # noqa: E402
from printables.document import to_bytes  # noqa: E402

FOLDER = ROOT / "kiosk" / "static" / "sheets"
LONGER_SIDE = 300
SAMPLES = {
    "flyer": "flyer-A5", "tri_fold": "tri-fold", "poster": "poster-A3", "sign_in": "sign-in-sheet", "sign_in_slip": "sign-in-slips-6",
    "registration": "registration-sheet", "tally_sheet": "tally-sheet", "record": "distribution-record", "booth_sign": "booth-signs-A4",
    "room_poster": "room-poster-A4", "badge": "volunteer-badges", "pocket_card": "pocket-cards-fold", "cards": "pairing-cards",
    "test_page": "test-page", "wish_card": "wish-cards-A7", "feedback_card": "feedback-cards", "tip_slip": "tip-slips",
    "referral_slip": "referral-slips", "programme": "programme-A4", "equipment": "equipment-checklist", "group_card": "group-cards",
    "group_board": "group-board-A4",
}  # fmt: skip


def main() -> None:
    drawn = dict(samples())
    for language in LANGUAGES:
        folder = FOLDER / language
        folder.mkdir(parents=True, exist_ok=True)
        for kind, name in SAMPLES.items():
            page = pdfium.PdfDocument(to_bytes(drawn[f"{name}-{language}"]))[0]
            # twice as fine, then made smaller: hairlines stay
            picture = page.render(scale=2 * LONGER_SIDE / max(page.get_size())).to_pil().convert("RGB")
            picture.thumbnail((LONGER_SIDE, LONGER_SIDE), reducing_gap=3.0)
            picture.save(folder / f"{kind}.webp", quality=72, method=6)


if __name__ == "__main__":
    main()
