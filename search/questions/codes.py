"""Article numbers as questions: who types a whole one means that product and no other."""

from typing import Final

from search.documents.codes import bare_code

_SHORTEST: Final = 2
_LONGEST: Final = 64
"""Letters and digits. Nothing shorter or longer is taken for an article number."""


def code_in(words: str) -> str | None:
    """The article number that these words may be, in the form that documents have; None where they are none.

    It has a digit, or was typed in capital letters: `mug` asks for mugs, whatever SKUs there are, and `MUG` may be one.
    Signs and spaces inside it do not matter: GTINs are printed in groups.
    """
    code = bare_code(words)
    is_number = any(letter.isdigit() for letter in code) or words.isupper()
    return code if is_number and _SHORTEST <= len(code) <= _LONGEST else None
