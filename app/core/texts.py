"""What people write on one line: a name, a reason."""

import unicodedata


def is_line(text: str, longest: int) -> bool:
    """Whether there is something to read, of at most so many characters, and all of them print."""
    return (
        bool(text.strip())
        and len(text) <= longest
        and not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text)
    )
