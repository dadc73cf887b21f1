"""What was found, for people: tables for the terminal, and docs/performance.md with its pictures."""

from scripts.benchmarks.page.document import summary, write_page

__all__ = ["summary", "write_page"]
