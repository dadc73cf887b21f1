"""Which rules apply to a search, how text is compared, and what can be said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.context import Place
from app.merchandising import (
    MOST_PINS,
    NO_MERCHANDISING,
    LanguageWords,
    Merchandising,
    RuleFacts,
    RuleMatch,
    RuleTarget,
    SynonymKind,
    SynonymsRow,
    TargetKind,
    Weighted,
    applying,
    folded_words,
    next_rule_moment,
    synonyms_by_word,
)
from app.merchandising.rules.checks import redirect_problems
from app.merchandising.rules.folding import Haystack

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MARKET, OTHER_MARKET, MUGS, SHIRTS = (UUID(int=number) for number in range(1, 5))
HERE = Place(
    market_id=MARKET,
    market_code="uk",
    country_code="GB",
    language_tag="en",
    language_chain=("en",) * 4,
    currency_code="GBP",
    displays_tax=True,
    channel_code="default",
)
BRAND = Weighted((RuleTarget(TargetKind.BRAND, "b"),), 2.0)
TAG = Weighted((RuleTarget(TargetKind.TAG, "old"),), 0.5)


def rule(code: str = "a", **said: Any) -> RuleFacts:
    """A rule for the exact search `mug`, unless it says otherwise."""
    return RuleFacts(UUID(int=99), code, **{"match": RuleMatch.EXACT, "queries": ("mug",)} | said)


def products(*numbers: int) -> list[UUID]:
    return [UUID(int=100 + number) for number in numbers]


def applied(*rules: RuleFacts, words: str = "mug", category_ids: tuple[UUID, ...] = ()) -> Merchandising:
    return applying(rules, HERE, words, category_ids, NOW)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Crème-brûlée  SET ", "creme brulee set"),
        ("Straße", "strasse"),
        ("ＭＵＧ１２", "mug12"),
        ("İSTANBUL ısı", "istanbul isi"),
        ("ΆΛΦΑ", "αλφα"),
        ("كِتَابـٌ", "كتاب"),
        ("أحمر", "احمر"),
        ("がぎ か", "がぎ か"),
        ("ハーブ", "ハーブ"),
        ("हिन्दी", "हिन्दी"),
        ("!?…_-", ""),
    ],
)
def test_text_is_compared_without_what_people_type_now_this_way_now_another(text: str, folded: str) -> None:
    assert folded_words(text) == folded_words(folded) == folded


@pytest.mark.parametrize(
    ("text", "words", "has"),
    [
        ("blue linen shirt", "linen shirt", True),
        ("blue linen shirt", "shirt linen", False),
        ("blue linen shirts", "shirt", False),
        ("mug", "mug", True),
        ("帆布邮差包新款", "邮差包", True),
        ("帆布 邮差 包", "邮差包", True),
        ("帆布包", "邮差包", False),
        ("マグカップ 青", "カップ", True),
    ],
)
def test_words_are_contained_whole_and_in_a_row_where_there_are_spaces(text: str, words: str, has: bool) -> None:
    assert Haystack(text).has(words) is has


def test_an_exact_rule_means_the_same_words_and_no_more() -> None:
    said = rule(redirect="/mugs")
    assert applied(said, words=" MÜG! ").redirect == "/mugs"
    assert applied(said, words="blue mug") == NO_MERCHANDISING
    contained = rule(redirect="/mugs", match=RuleMatch.CONTAINED)
    assert applied(contained, words="a blue mug").redirect == "/mugs"
    assert applied(contained, words="mugs") == NO_MERCHANDISING


def test_a_rule_of_a_category_applies_without_words_only() -> None:
    said = rule(match=None, queries=(), category_ids=frozenset({MUGS}), pins={1: products(1)[0]})
    assert applied(said, words="", category_ids=(MUGS, SHIRTS)).pins == {1: products(1)[0]}
    assert applied(said, words="", category_ids=(SHIRTS,)) == NO_MERCHANDISING
    assert applied(said, words="mug", category_ids=(MUGS,)) == NO_MERCHANDISING
    assert applied(rule(redirect="/x"), words="", category_ids=(MUGS,)) == NO_MERCHANDISING


@pytest.mark.parametrize(
    "said",
    [
        {"is_paused": True},
        {"starts_at": NOW + HOUR},
        {"ends_at": NOW},
        {"language_tags": frozenset({"de"})},
        {"market_ids": frozenset({OTHER_MARKET})},
        {"channel_codes": frozenset({"outlet"})},
    ],
)
def test_a_rule_for_others_or_of_another_time_does_not_apply(said: Mapping[str, Any]) -> None:
    assert applied(rule(redirect="/x", **said)) == NO_MERCHANDISING


def test_a_rule_holds_from_its_start_until_before_its_end() -> None:
    said = rule(
        redirect="/x",
        starts_at=NOW,
        ends_at=NOW + HOUR,
        language_tags=frozenset({"en", "de"}),
        market_ids=frozenset({MARKET}),
        channel_codes=frozenset({"default"}),
    )
    assert applied(said).rule_codes == ("a",)


def test_the_next_moment_is_the_first_start_or_end_to_come() -> None:
    later = rule(starts_at=NOW - HOUR, ends_at=NOW + 2 * HOUR)
    assert next_rule_moment([later, rule(starts_at=NOW + 3 * HOUR)], NOW) == NOW + 2 * HOUR
    assert next_rule_moment([replace(later, is_paused=True)], NOW) is None
    assert next_rule_moment([rule(ends_at=NOW)], NOW) is None


def test_where_rules_disagree_the_higher_priority_wins_then_the_first_code() -> None:
    one, two, three, four = products(1, 2, 3, 4)
    low = rule("a", pins={1: one, 2: two}, redirect="/low", boosts=(BRAND,))
    high = rule("z", pins={1: three, 3: two}, redirect="/high", boosts=(TAG,), buries=(TAG,), priority=5)
    same = rule("b", pins={1: four}, redirect="/same", buries=(BRAND,))
    found = applied(same, low, high)
    assert found.rule_codes == ("z", "a", "b")
    assert found.redirect == "/high"
    # 3 has its place; 1 moves to the next free one; 2 stands where the stronger rule wants it; 4 comes after them.
    assert list(found.pins.items()) == [(1, three), (2, one), (3, two), (4, four)]
    assert (found.boosts, found.buries) == ((TAG, BRAND), (TAG, BRAND))
    assert not found.is_empty


def test_many_rules_pin_no_more_than_one_search_can_have() -> None:
    rules = [rule(f"r{number:03}", pins={1: products(number)[0]}) for number in range(MOST_PINS + 10)]
    pins = applied(*rules).pins
    assert list(pins) == list(range(1, MOST_PINS + 1))
    assert list(pins.values()) == products(*range(MOST_PINS))


def test_a_redirect_alone_changes_nothing_of_what_is_found() -> None:
    assert applied(rule(redirect="/x")).is_empty


def test_synonyms_are_read_by_word_in_their_direction() -> None:
    def row(kind: SynonymKind, words: list[str], others: list[str]) -> SynonymsRow:
        return SynonymsRow(UUID(int=1), "en", kind, words, others, 1)

    assert synonyms_by_word(
        [
            row(SynonymKind.EQUIVALENT, ["sofa", "couch"], []),
            row(SynonymKind.ONE_WAY, ["sofa"], ["armchair", "couch"]),
        ]
    ) == {"sofa": ("couch", "armchair"), "couch": ("sofa",)}
    assert LanguageWords() == LanguageWords({}, (), ())


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/sale",
        "/sale?color=red#top",
        "https://shop.example/x",
        "http://localhost:3000/",
        "https://xn--bcher-kva.example",
    ],
)
def test_a_redirect_leads_to_a_web_page(address: str) -> None:
    assert not list(redirect_problems(address))


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "sale",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
        ),
        *("https:/evil", "https:///evil", "https://", "ftp://a.example", "https://user:pass@a.example", "https://[::1"),
        *("/a b", "/a\nb", "/a\x00", "https://büch.er", "https://a.example:0/", "https://a.example:99999/", " /x"),
        "/" + "x" * 2_000,
    ],
)
def test_what_leads_elsewhere_is_no_redirect(address: str) -> None:
    (problem,) = redirect_problems(address)
    assert problem.code == "INVALID_REDIRECT"
    assert problem.path == ("input", "redirect")
