"""What all kinds of clients ask for, mixed by a seed: shoppers, programs that err, and clients that hang up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from app.catalog import VARIANT_ID
from scripts.benchmarks.client import graphql_get, graphql_post, post_bytes, require_success
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.load import Answer, Ask
from scripts.benchmarks.scenarios import Scenario, Variables
from scripts.benchmarks.shop import Supplies

_PLACES: Final = (("DE", "DE"), ("DE", "EN"), ("FR", "FR"), ("GB", "EN"), ("US", "EN"), ("JP", "JA"))
"""Countries and languages that shoppers come from."""
_SIZES: Final = (4, 12, 24, 48, 100)
_WEIGHTS: Final = (6, 8, 8, 3, 1)
"""How often each size is asked for."""
_FILTERS: Final = (None, None, [{"inStock": True}], [{"inStock": False}])
_UNCACHED: Final = "/bench/graphql"
_CACHED: Final = "/graphql"


@dataclass(frozen=True)
class Kind:
    """A kind of request, and how many of a hundred are of it."""

    weight: int
    make: "Callable[[Mixture], Ask]"


class Mixture:
    """An endless stream of requests, the same for the same seed."""

    def __init__(self, supplies: Supplies, cursors: list[str], seed: int) -> None:
        """`cursors` are those of pages of 24 in the first of the places."""
        self._supplies = supplies
        self._cursors = cursors
        self._random = Random(seed)
        self._number = 0

    def __iter__(self) -> Iterator[Ask]:
        kinds = [kind.make for kind in _KINDS]
        weights = [kind.weight for kind in _KINDS]
        while True:
            self._number += 1
            yield self._random.choices(kinds, weights)[0](self)

    def hang_ups(self, count: int) -> Iterator[tuple[bytes, float]]:
        """So many requests, whole and in part, and after how many seconds the client hangs up."""
        for _ in range(count):
            wire = self._random.choice((self.page, self.product, self.cart))().wire
            cut = self._random.choice((len(wire), len(wire), len(wire) - 1, len(wire) // 2))
            yield wire[:cut], self._random.uniform(0, 0.01)

    def page(self) -> Ask:
        """A first page, of some size, with or without a condition."""
        size = self._random.choices(_SIZES, _WEIGHTS)[0]
        return self._read(Scenario.LIST_24, {"first": size, "filters": self._random.choice(_FILTERS)})

    def later_page(self) -> Ask:
        """A page somewhere in the list."""
        return self._read(Scenario.LIST_24, {"first": 24, "after": self._random.choice(self._cursors)}, _PLACES[0])

    def product(self) -> Ask:
        """A product's page."""
        return self._read(Scenario.PRODUCT, {"slug": self._random.choice(self._supplies.slugs)})

    def search(self) -> Ask:
        """A search."""
        return self._read(Scenario.SEARCH, {"query": self._random.choice(self._supplies.words)})

    def new_document(self) -> Ask:
        """A document that nobody has asked before, nor will again."""
        document = f"query New{self._number} {{ a{self._number}: products(first: 2) {{ nodes {{ id slug }} }} }}"
        return Ask(graphql_post(_CACHED, document, {}), require_success)

    def cart(self) -> Ask:
        """A new cart."""
        variant = VARIANT_ID.encode(self._random.choice(self._supplies.variant_ids))
        return Ask(
            graphql_post(_CACHED, Scenario.CART.document, _in(_PLACES[0], {"variant": variant})), require_success
        )

    def mistake(self) -> Ask:
        """A request that is wrong in one of many ways."""
        number = self._number
        bodies: tuple[bytes | tuple[str, Variables], ...] = (
            b'{"query": "{ products }',
            (f"{{ products(first: 2) {{ nodes {{ field{number} }} }}", {}),
            (f"{{ products(first: 2) {{ nodes {{ field{number} }} }} }}", {}),
            ("query Q($first: Int!) { products(first: $first) { nodes { id } } }", {"first": f"no number {number}"}),
            (f"{{ products(first: {1000 + number}) {{ nodes {{ id }} }} }}", {}),
            (f'{{ products(first: 2, after: "forged{number}") {{ nodes {{ id }} }} }}', {}),
            ("{" + " ".join(f"a{index}: __typename" for index in range(3000)) + "}", {}),
            ("{ products { nodes " + "{ category { products { nodes " * 40 + "{ id }" + "} } }" * 40 + " } }", {}),
        )
        body = self._random.choice(bodies)
        wire = post_bytes(_CACHED, body) if isinstance(body, bytes) else graphql_post(_CACHED, *body)
        return Ask(wire, _require_refusal)

    def _read(self, scenario: Scenario, variables: dict[str, Any], place: tuple[str, str] | None = None) -> Ask:
        """Four of five may come from the response cache, as often by GET as by POST."""
        asked = _in(place or self._random.choice(_PLACES), variables)
        write = self._random.choice((graphql_get, graphql_post))
        path = self._random.choices((_CACHED, _UNCACHED), (4, 1))[0]
        return Ask(write(path, scenario.document, asked), require_success)


_KINDS: Final = (
    Kind(36, Mixture.page),
    Kind(15, Mixture.later_page),
    Kind(20, Mixture.product),
    Kind(4, Mixture.search),
    Kind(8, Mixture.new_document),
    Kind(5, Mixture.cart),
    Kind(12, Mixture.mistake),
)


def _in(place: tuple[str, str], variables: dict[str, Any]) -> Variables:
    country, language = place
    return {"country": country, "language": language, **variables}


def _require_refusal(answer: Answer) -> None:
    if answer.status >= 500 or b'"errors":' not in answer.body:
        raise BenchError(f"a wrong request was answered {answer.status}: {answer.body[:300].decode(errors='replace')}")
