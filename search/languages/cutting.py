"""Where words end: at spaces and punctuation, but for scripts that are written without them."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from search.languages.folding import folded

_UNSPACED: Final = (
    r"\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    r"\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # Japanese
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"  # Chinese
)
_PIECES: Final = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+(?:['’][^\W\d_{_UNSPACED}]+)*")
_WRITTEN_WITHOUT_SPACES: Final = re.compile(rf"[{_UNSPACED}]")


def cut(text: str, tag: str) -> list[str]:
    """The folded words of a text, in its order. A run of letters of a script without spaces is cut into overlapping
    pairs (`冷泡绿茶` → `冷泡 泡绿 绿茶`), for documents and queries alike: every word of two letters is one of them."""
    return list(_words(folded(text, tag)))


def pieces(text: str) -> list[str]:
    """The words of a text; a run of letters of a script without spaces is one."""
    return _PIECES.findall(text)


def _words(text: str) -> Iterator[str]:
    for piece in pieces(text):
        if _WRITTEN_WITHOUT_SPACES.match(piece) and len(piece) > 1:
            yield from (first + second for first, second in pairwise(piece))
        else:
            yield piece


def is_unspaced(text: str) -> bool:
    """Whether some of it is written in a script that puts no spaces between words."""
    return bool(_WRITTEN_WITHOUT_SPACES.search(text))
