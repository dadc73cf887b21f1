"""`python -m app.cli` is `tradewind`."""

from app.cli import main

main()
