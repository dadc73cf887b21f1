"""Article numbers as documents have them: letters and digits alone, so that it does not matter how they are typed."""

import unicodedata
from collections.abc import Iterable


def bare_code(number: str) -> str:
    """`DE-shirt 4/M` is `DESHIRT4M`, as full-width letters are plain ones."""
    plain = number if number.isascii() else unicodedata.normalize("NFKC", number)
    return "".join(filter(str.isalnum, plain)).upper()


def codes_of(numbers: Iterable[str]) -> list[str]:
    """Of SKUs and GTINs, each once."""
    return list(dict.fromkeys(filter(None, map(bare_code, numbers))))
