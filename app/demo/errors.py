"""Expected failures of loading and generating."""


class DemoError(Exception):
    """What was asked for cannot be done here: one line that says why, and what to do."""
