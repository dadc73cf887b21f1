"""What staff want of a search, as questions: positions that hold across pages, and groups that share no product."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.merchandising import Merchandising, RuleTarget, TargetKind, Weighted
from search.query.weighing import Group, condition_of, groups_of
from search.questions.cursors import Start
from search.questions.merchandised import Wanted, placed

PRODUCTS = [UUID(int=number) for number in range(1, 41)]


def page_of(hits: list[UUID], pins: list[tuple[int, UUID]], start: Start, size: int) -> list[tuple[UUID, int, int]]:
    """As it is asked: hits from the engine's offset on, one more than the page shows."""
    raw = [{"id": each.hex} for each in hits[start.unpinned : start.unpinned + size]]
    return [(UUID(hex=each.hit["id"]), each.position, each.unpinned) for each in placed(raw, pins, start, size)]


def test_pinned_products_stand_at_their_positions_and_the_others_in_between() -> None:
    a, b, c, d, e = PRODUCTS[:5]
    assert [each[0] for each in page_of([a, b, c], [(1, d), (3, e)], Start(), 10)] == [d, a, e, b, c]


def test_a_position_beyond_the_end_is_the_end() -> None:
    a, b, c = PRODUCTS[:3]
    assert page_of([a], [(7, b), (9, c)], Start(), 10) == [(a, 1, 1), (b, 2, 1), (c, 3, 1)]


def test_pins_stand_alone_where_nothing_matches() -> None:
    assert page_of([], [(4, PRODUCTS[0])], Start(), 2) == [(PRODUCTS[0], 1, 0)]


@given(
    matching=st.integers(0, 25),
    positions=st.lists(st.integers(1, 30), unique=True, max_size=8),
    sizes=st.lists(st.integers(1, 7), min_size=1, max_size=10),
)
def test_pages_of_any_size_follow_each_other_without_gap_or_repeat(
    matching: int, positions: list[int], sizes: list[int]
) -> None:
    hits, pinned = PRODUCTS[:matching], PRODUCTS[30 : 30 + len(positions)]
    pins = sorted(zip(positions, pinned, strict=True))
    whole = page_of(hits, pins, Start(), 100)
    assert sorted(each[0] for each in whole) == sorted([*hits, *pinned])
    assert [each[0] for each in whole if each[0] in hits] == hits
    for position, product_id in pins:
        if position <= matching + 1:
            assert whole[position - 1][0] == product_id
    walked: list[tuple[UUID, int, int]] = []
    start = Start()
    for turn in range(100):
        size = sizes[turn % len(sizes)]
        page = page_of(hits, pins, start, size + 1)
        walked += page[:size]
        if len(page) <= size:
            break
        start = Start(walked[-1][1], walked[-1][2])
    assert walked == whole


def weighted(kind: TargetKind, value: str, weight: float, code: str | None = None) -> Weighted:
    return Weighted((RuleTarget(kind, value, code),), weight)


def test_without_weights_there_is_one_question() -> None:
    assert groups_of(Wanted(Merchandising(pins={1: PRODUCTS[0]}))) == []


def test_of_two_that_name_a_product_the_first_counts_and_the_rest_stays_as_it_is() -> None:
    wanted = Wanted(
        Merchandising(
            boosts=(weighted(TargetKind.TAG, "new", 2.0),), buries=(weighted(TargetKind.IN_STOCK, "false", 0.5),)
        )
    )
    assert groups_of(wanted) == [
        Group('(tag_keys = "6e6577")', 2.0),
        Group('(NOT (tag_keys = "6e6577")) AND (NOT (in_stock = false))', 1.0),
        Group('(in_stock = false) AND (NOT (tag_keys = "6e6577"))', 0.5),
    ]


def test_a_typed_brand_stands_above_everything_and_rules_hold_within_it() -> None:
    brand = UUID(int=7)
    wanted = Wanted(Merchandising(boosts=(weighted(TargetKind.TAG, "new", 2.0),)), frozenset({brand}))
    brand_is = f'brand_id = "{brand.hex}"'
    assert groups_of(wanted) == [
        Group(f'((tag_keys = "6e6577")) AND ({brand_is})', 2000.0),
        Group(f'((NOT (tag_keys = "6e6577"))) AND ({brand_is})', 1000.0),
        Group(f'((tag_keys = "6e6577")) AND (NOT {brand_is})', 2.0),
        Group(f'((NOT (tag_keys = "6e6577"))) AND (NOT {brand_is})', 1.0),
    ]


def test_targets_are_literals_whatever_they_say() -> None:
    said = {
        condition_of(RuleTarget(TargetKind.PRODUCT, PRODUCTS[0].hex)): f'id = "{PRODUCTS[0].hex}"',
        condition_of(RuleTarget(TargetKind.TAG, '" OR "')): 'tag_keys = "22204f522022"',
        condition_of(RuleTarget(TargetKind.ATTRIBUTE, "red", "colour")): 'attributes.colour = "red"',
        condition_of(RuleTarget(TargetKind.ATTRIBUTE, "red", "a OR b")): 'visible_in = ""',
        condition_of(RuleTarget(TargetKind.IN_STOCK, "true")): "in_stock = true",
    }
    assert list(said) == list(said.values())
