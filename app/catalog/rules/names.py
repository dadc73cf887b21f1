"""How variants and lines are named, and how a name becomes part of an address."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

ENGLISH = "en"
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Latin letters that Unicode does not take apart into a base letter and a mark."""
_LONGEST_SLUG = 100
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of surrogate pairs, which no encoding can write."""
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


def slugify(text: str) -> str:
    """Lower-case ASCII letters and digits, joined by hyphens; empty where the text has neither.

    Marks are dropped (`Größe` → `grosse`), other scripts are left out: no romanisation of theirs suits all readers.
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    words = "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "").replace("’", "")))
    return words[:_LONGEST_SLUG].rstrip("-")


def clean_name(text: str) -> str:
    """Plain text on one line: control characters are dropped, runs of blanks become one."""
    if text.isprintable() and "  " not in text:  # as nearly all are: nothing but words and single blanks
        return text.strip()
    return " ".join(_CONTROLS.sub(" ", text).split())


@lru_cache(maxsize=1024)
def is_language_tag(text: object) -> bool:
    """Whether it is written as BCP 47 has it: `de`, `zh-Hans`, `de-AT`."""
    return isinstance(text, str) and _LANGUAGE_TAG.fullmatch(text) is not None


def variant_names(values: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """A variant's name per language, made of the names of its option values in the order of the options: `Navy / M`.

    A value that has no name in a language lends its English one, or the first that it has. No values: an empty name.
    """
    tags = {tag for names in values for tag in names}
    return {tag: " / ".join(_in_language(names, tag) for names in values) for tag in sorted({ENGLISH, *tags})}


def full_names(product_names: Mapping[str, str], names_of_variant: Mapping[str, str]) -> dict[str, str]:
    """`Product, variant` in every language that the product has: what a line of a cart or an order is called."""
    return {
        tag: ", ".join(part for part in (name, _in_language(names_of_variant, tag)) if part)
        for tag, name in product_names.items()
    }


def _in_language(names: Mapping[str, str], tag: str) -> str:
    return names.get(tag) or names.get(ENGLISH) or next(iter(names.values()), "")
