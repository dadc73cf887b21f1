"""Every code that is shown as a sentence has one, in every language."""

import pytest

from app.core.described import DescribedEnum
from i18n import LANGUAGES
from i18n.check import problems
from i18n.messages import message_ids
from schema.root import schema

SPOKEN = ("ErrorCode", "WarningCode", "TrackingCode")
"""Endings of the names of enumerations whose values are said to shoppers."""


def spoken() -> list[type[DescribedEnum]]:
    assert schema, "importing the schema imports every domain"
    return [kind for kind in DescribedEnum.__subclasses__() if kind.__name__.endswith(SPOKEN)]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_code_has_a_message(tag: str) -> None:
    wanted = {f"{kind.__name__}.{member.value}" for kind in spoken() for member in kind}

    assert wanted - message_ids(tag) == set()
    assert len(wanted) > 50


def test_the_languages_agree() -> None:
    assert list(problems()) == []
