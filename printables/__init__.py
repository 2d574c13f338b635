"""Sheets, flyers and signs: frozen dataclasses in, PDF bytes out, with no knowledge of the service around them."""
