"""Short translated texts, `{language tag: text}`, as a request reads them."""

from collections.abc import Mapping, Sequence


def in_language(names: Mapping[str, str], chain: Sequence[str]) -> str:
    """The text in the first language of the chain that has one; else any, which is better than none."""
    return next((names[tag] for tag in chain if names.get(tag)), next(iter(names.values()), ""))
