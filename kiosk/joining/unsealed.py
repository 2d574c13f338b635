"""Whose newest report names no seal of its counts, or one of another rule (files of older versions): its referrals are not published here
until it is sent again."""

from __future__ import annotations

import sqlite3

from kiosk.figures.published import RULE, read_numbers
from kiosk.joining.who_reports import told_by

_NEWEST = """
SELECT kiosk, organisation, made_at FROM (
  SELECT r.*, o.report IS NOT NULL AS whole, coalesce(json_extract(o.said, '$.seal'), '') AS seal,
         row_number() OVER (PARTITION BY r.kiosk ORDER BY r.position DESC, r.plan_version DESC, r.made_at DESC, o.report IS NOT NULL DESC) AS place
  FROM kiosk_report r LEFT JOIN kiosk_report_outcome o ON o.report = r.id WHERE r.campaign = ?)
WHERE place = 1 AND whole AND seal NOT LIKE ? ORDER BY kiosk
"""


def list_unsealed(connection: sqlite3.Connection, campaign: str) -> dict[str, sqlite3.Row]:
    """Return kiosk → its report, of those that reported referrals of a campaign (an id) without such a seal; a file that was cut short is another matter."""
    reports = {row["kiosk"]: row for row in connection.execute(_NEWEST, (campaign, f"{RULE}:%")).fetchall()}
    if not reports:
        return {}
    told = told_by(connection, campaign)
    hiding = {told.get(event) for event in read_numbers(connection, campaign)}
    return {kiosk: row for kiosk, row in reports.items() if kiosk in hiding}
