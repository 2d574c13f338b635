"""The one place that knows SQLite: the file, its schema and how it is written."""

from kiosk.storage.database import Store
from kiosk.storage.schema import open_store

__all__ = ["Store", "open_store"]
