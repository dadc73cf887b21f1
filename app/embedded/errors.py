"""The one error of this package: a single line for the person at the terminal, which says what to do."""


class EmbeddedError(Exception):
    """The servers cannot be started or reached; the text is one line and names the remedy."""
