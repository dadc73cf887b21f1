"""What makes vectors of texts, and what no vector is."""

import math
from collections.abc import Sequence
from typing import Any, Final, Protocol

Vector = tuple[float, ...]
"""Of length 1: the product of two is their cosine, however the engine measures."""

LONGEST_TEXT: Final = 2_000
"""Characters. Models read some hundred words and leave the rest out."""

_SHORTEST: Final = 1e-9


class EmbedderUnavailableError(Exception):
    """The model is gone, too slow, not installed, or answers nonsense. The same texts may succeed later."""


class Embedder(Protocol):
    """A model. Each adapter passes `tests/contracts/test_embedders.py`."""

    @property
    def name(self) -> str:
        """Vectors can be compared with those of the same name only."""
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        ...

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text, in their order. Raises `EmbedderUnavailableError`, whatever goes wrong."""
        ...


def unit_vectors(answer: Sequence[Any], texts: int, dimensions: int) -> list[Vector]:
    """What a model answered, as vectors of length 1; raises `EmbedderUnavailableError` where it is not that."""
    if len(answer) != texts:
        raise EmbedderUnavailableError(f"the model answers {texts} texts with {len(answer)} vectors")
    return [_unit(numbers, dimensions) for numbers in answer]


def _unit(numbers: Sequence[Any], dimensions: int) -> Vector:
    if len(numbers) != dimensions:
        raise EmbedderUnavailableError(
            f"the model's vectors have {len(numbers)} dimensions, and TRADEWIND_SEARCH_EMBEDDER_DIMENSIONS says "
            f"{dimensions}"
        )
    length = math.hypot(*numbers)
    if not math.isfinite(length) or length < _SHORTEST:
        raise EmbedderUnavailableError("the model answers with a vector that points nowhere")
    return tuple(number / length for number in numbers)
