"""The registration form for volunteers as it is shown anywhere: what there is to choose, and what was typed."""

from __future__ import annotations

from flask import request

from kiosk.errors import InvalidFields
from kiosk.volunteers import AGES, FREE, SKILLS, TASKS, UNDER, Answers, read_answers
from kiosk.web.context import t
from kiosk.web.refusals import field_sentences

Choices = list[tuple[str, str]]
_TYPED = ("name", "phone", "age", "guardian", "guardian_phone", "guardian_agrees", "agree")
_MANY = ("skills", "tasks", "free")


def form_values(errors: dict[str, str] | None = None) -> dict[str, object]:
    """Return what every registration form's template needs; what was typed stays where it was."""
    typed: dict[str, object] = {name: request.form.get(name, "") for name in _TYPED}
    typed |= {name: request.form.getlist(name) for name in _MANY}
    return {
        "values": typed, "errors": errors or {}, "ages": _choices("age", (UNDER, *AGES)),
        "skills": _choices("skill", SKILLS), "tasks": _choices("task", TASKS), "free": _choices("free", FREE),
    }  # fmt: skip


def sent_answers(*, agrees: bool) -> tuple[Answers | None, dict[str, str]]:
    """Return the answers that were sent, or None and what is wrong with them; ``agrees``: a tick says that the notice was read.  TooYoung."""
    errors = {} if not agrees or request.form.get("agree") else {"agree": t("volunteers.problem.agree")}
    try:
        answers = read_answers(request.form, *(request.form.getlist(name) for name in _MANY))
    except InvalidFields as refusal:
        return None, field_sentences(refusal) | errors
    return (None, errors) if errors else (answers, {})


def say_chosen(kind: str, chosen: tuple[str, ...]) -> list[str]:
    """Return the words for skills (``skill``), wanted tasks (``task``) or free times (``free``)."""
    return [t(f"volunteers.{kind}.{each}") for each in chosen]


def _choices(kind: str, values: tuple[str, ...]) -> Choices:
    return [(each, t(f"volunteers.{kind}.{each}")) for each in values]
