"""Sheets, flyers and signs: frozen dataclasses in, PDF bytes out, with no knowledge of the service around them.

    from printables.document import to_bytes
    from printables.flyer import Flyer

    flyer = Flyer(("zh-Hans", "en"), "社工让社区更美好", "HTTPS://EXAMPLE.ORG/F/", ("7K3QX9M2TD", "7K3QX9M2TE"))
    pdf = to_bytes(flyer)

Each printable has a module of its own, whose dataclass says what stands on it; `document.write` writes one into a file, several
drawn into one `Document` are a pile. Lengths are millimetres, languages are zh-Hans, zh-Hant and en, two of them make a
bilingual sheet. Codes come from the caller: this package makes none up and keeps none.

What cannot be printed is refused with a named PrintError (errors.py) when the dataclass is built or before its first page is
drawn: an impossible layout, a code that would be too small, a character without a glyph, a text that does not fit and what to cut.
`python -m printables demo OUT/` writes one of everything; printables/demo/ shows how each is filled.
"""
