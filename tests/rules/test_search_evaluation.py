"""The figure of relevance, and the files of judged queries."""

from math import log2
from pathlib import Path

import pytest

from app.cli.search_scores import report
from app.demo.content import shop_content
from search.evaluation import (
    JudgedQuery,
    JudgementsError,
    LanguageScores,
    QueryScores,
    Way,
    languages_judged,
    ndcg,
    read_judged,
)


def test_the_best_order_is_one_and_nothing_is_zero() -> None:
    grades = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], grades) == 1.0
    assert ndcg(["a", "b", "c", "x"], grades) == 1.0
    assert ndcg([], grades) == 0.0
    assert ndcg(["x", "y"], grades) == 0.0
    assert ndcg(["a"], {}) == 0.0


def test_gains_are_divided_by_the_logarithm_of_the_rank_and_those_beyond_the_tenth_do_not_count() -> None:
    assert ndcg(["x", "a"], {"a": 3}) == pytest.approx(1 / log2(3))
    assert ndcg(["b", "a"], {"a": 3, "b": 1}) == pytest.approx((1 + 3 / log2(3)) / (3 + 1 / log2(3)))
    assert ndcg([*"0123456789", "a"], {"a": 3}) == 0.0
    assert ndcg([*"012345678", "a"], {"a": 3}) == pytest.approx(1 / log2(11))
    assert ndcg(["b", "a"], {"a": 3, "b": 1}, depth=1) == pytest.approx(1 / 3)


def test_every_judged_product_is_one_of_the_demo_shop() -> None:
    handles = {product.slug for product in shop_content().products}
    for tag in languages_judged():
        for query in read_judged(tag):
            assert query.grades.keys() <= handles, query


def test_a_set_is_read_with_comments_left_out(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("# typed | kind | grades\n\n red mug |plural| mug=3  cup=1 \n", "utf-8")
    assert languages_judged(tmp_path) == ["en"]
    assert read_judged("en", tmp_path) == [JudgedQuery("red mug", "plural", {"mug": 3, "cup": 1})]


@pytest.mark.parametrize("line", ["mug", "mug | words", "mug | words | mug", "mug | words | mug=4", " | words | mug=1"])
def test_a_line_that_is_not_one_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "en.txt").write_text(f"# comment\n{line}\n", "utf-8")
    with pytest.raises(JudgementsError, match=r"en\.txt, line 2: write `query"):
        read_judged("en", tmp_path)


def test_a_language_without_a_set_is_told_of_those_with_one(tmp_path: Path) -> None:
    with pytest.raises(JudgementsError, match=r"in xx\. There are in: ar, de, en, fr, ja, zh-Hans\."):
        read_judged("xx")
    with pytest.raises(JudgementsError, match="There are in: none"):
        read_judged("en", tmp_path)


def test_scores_are_shown_as_a_table_and_by_query_the_worst_first() -> None:
    grades = {"mug": 3}
    good = QueryScores(JudgedQuery("mug", "words", grades), {Way.SHOP: 1, Way.DEFAULTS: 0, Way.POSTGRES: 0.5}, ["mug"])
    bad = QueryScores(JudgedQuery("cup", "synonym", grades), {Way.SHOP: 0, Way.DEFAULTS: 0, Way.POSTGRES: 1}, [])
    scores = [LanguageScores("en", [good, bad])]
    table = [
        "NDCG@10   queries               Tradewind  Meilisearch's defaults                Postgres",
        "en              2                   0.500                   0.000                   0.750",
    ]
    assert list(report(scores, details=False)) == table
    assert list(report(scores, details=True)) == [
        *table,
        "",
        "en",
        "  0.00 0.00 1.00  cup (synonym): nothing",
        "  1.00 0.00 0.50  mug (words): mug=3",
    ]
