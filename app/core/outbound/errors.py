"""Why a download came to nothing."""


class DownloadError(Exception):
    """Nothing was downloaded; the text says why, for the one who gave the address."""

    def __init__(self, reason: str, *, may_pass: bool = False) -> None:
        """`may_pass`: whether the same download may succeed later, with nothing changed here."""
        super().__init__(reason)
        self.reason = reason
        self.may_pass = may_pass
