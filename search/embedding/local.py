"""A model of this machine, run by a Python package that the shop does not need otherwise, and so does not install."""

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from search.embedding.embedder import LONGEST_TEXT, EmbedderUnavailableError, Vector, unit_vectors

_LOADERS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "model2vec": lambda package, folder: package.StaticModel.from_pretrained(folder),
    "sentence_transformers": lambda package, folder: package.SentenceTransformer(folder),
}
"""By package: how it opens a folder. What it gives has `encode(texts)`, which gives a list of vectors."""

PACKAGES: Final = tuple(_LOADERS)


class LocalEmbedder:
    """Runs the model in a thread, one call at a time. Package and model are loaded with the first text."""

    def __init__(self, package: str, folder: str, dimensions: int) -> None:
        self._package = package
        self._folder = Path(folder)
        self._model: Any = None
        self._turn = threading.Lock()
        self.dimensions = dimensions

    @property
    def name(self) -> str:
        """The package and the folder's name: the same model in another place makes the same vectors."""
        return f"{self._package}/{self._folder.name}/{self.dimensions}"

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text."""
        if not texts:
            return []
        answer = await asyncio.to_thread(self._encode, [text[:LONGEST_TEXT] for text in texts])
        return unit_vectors(answer, len(texts), self.dimensions)

    def _encode(self, texts: list[str]) -> list[list[float]]:
        with self._turn:
            model = self._loaded()
            try:
                return [[float(number) for number in vector] for vector in model.encode(texts)]
            except Exception as error:  # a package of others may raise anything
                raise EmbedderUnavailableError(f"the model in {self._folder} fails: {error}") from error

    def _loaded(self) -> Any:
        if self._model is None:
            if self._package not in _LOADERS:
                raise EmbedderUnavailableError(
                    f"the package {self._package!r} is not one that can be used; use {' or '.join(PACKAGES)}"
                )
            if not self._folder.is_dir():
                # Else the packages would take it for a name, and look for a model on the internet.
                raise EmbedderUnavailableError(f"there is no folder {self._folder} with a model")
            try:
                package = import_module(self._package)
            except ImportError as error:
                raise EmbedderUnavailableError(
                    f"the package {self._package} is not installed: install it beside the shop, or unset "
                    "TRADEWIND_SEARCH_EMBEDDER"
                ) from error
            try:
                self._model = _LOADERS[self._package](package, str(self._folder))
            except Exception as error:  # a package of others may raise anything
                raise EmbedderUnavailableError(f"the model in {self._folder} cannot be opened: {error}") from error
        return self._model
