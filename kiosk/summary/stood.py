"""What a paragraph's form showed when somebody began to write: a figure that changes under her hand stays live in what she keeps."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from printables.report import Block, Paragraph, Span


@dataclass(frozen=True, slots=True)
class Stood:
    """``figures`` as they were said then, and the digest of the records' sentence."""

    figures: tuple[Span, ...] = ()
    basis: str = ""

    def over(self, now: Sequence[Span]) -> list[Span]:
        """Return the figures as they were said then, before the words and figures of ``now``."""
        return [*self.figures, *(span for span in now if span not in self.figures)]


def to_form(shown: Block, basis: str) -> str:
    """Return what a form carries of a block as it is ``shown``."""
    figures = [[span.text, span.figure] for span in shown.spans if span.figure] if isinstance(shown, Paragraph) else []
    return json.dumps({"basis": basis, "figures": figures}, ensure_ascii=False, separators=(",", ":"))


def from_form(said: str, known: Collection[str]) -> Stood:
    """Return what a form carried, as far as its figures are among the ``known`` ones; nothing of what no form of ours has."""
    try:
        read: Mapping[str, object] = json.loads(said)
        figures = [(words, figure) for words, figure in read["figures"] if isinstance(words, str) and figure in known]  # type: ignore[attr-defined]
        return Stood(tuple(Span(words, figure) for words, figure in figures), str(read["basis"])[:16])
    except (ValueError, TypeError, KeyError, RecursionError):
        return Stood()
