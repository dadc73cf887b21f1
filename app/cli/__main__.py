"""`python -m app.cli` is `tradewind`."""

from app.cli import main

if __name__ == "__main__":
    main()
