"""`python -m kiosk`: the kiosk command where the folder of installed commands is not on PATH, as often on Windows."""

from kiosk.cli import main

main()
