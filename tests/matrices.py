"""A long matrix: its first case runs whenever the tests do, the others with the slow ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet


def first_quick(cases: Iterable[object], quick: int = 1) -> list[ParameterSet]:
    """The cases for `parametrize`, all but the first `quick` of them marked slow; a tuple is one case of several arguments."""
    each = [case if isinstance(case, tuple) else (case,) for case in cases]
    return [pytest.param(*case, marks=() if at < quick else pytest.mark.slow) for at, case in enumerate(each)]
