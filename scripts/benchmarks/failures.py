"""What ends a run."""


class BenchError(Exception):
    """The run cannot be believed, or not be made: one line that says why."""
