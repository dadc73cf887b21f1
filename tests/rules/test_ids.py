"""TypeIDs, against the vectors of the specification (typeid 0.3, `spec/valid.yml` and `spec/invalid.yml`)."""

from itertools import islice
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import IdKind, new_id, new_ids

PREFIX = IdKind("prefix")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("prefix_00000000000000000000000000", "00000000-0000-0000-0000-000000000000"),
        ("prefix_00000000000000000000000001", "00000000-0000-0000-0000-000000000001"),
        ("prefix_0000000000000000000000000a", "00000000-0000-0000-0000-00000000000a"),
        ("prefix_0000000000000000000000000g", "00000000-0000-0000-0000-000000000010"),
        ("prefix_00000000000000000000000010", "00000000-0000-0000-0000-000000000020"),
        ("prefix_7zzzzzzzzzzzzzzzzzzzzzzzzz", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        ("prefix_0123456789abcdefghjkmnpqrs", "0110c853-1d09-52d8-d73e-1194e95b5f19"),
        ("prefix_01h455vb4pex5vsknk084sn02q", "01890a5d-ac96-774b-bcce-b302099a8057"),
    ],
)
def test_the_vectors_of_the_specification(text: str, value: str) -> None:
    assert PREFIX.encode(UUID(value)) == text
    assert PREFIX.decode(text) == UUID(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "prefix",
        "prefix_",
        "PREFIX_00000000000000000000000000",
        "other_00000000000000000000000000",
        "prefix_1234567890123456789012345",
        "prefix_123456789012345678901234567",
        "prefix_1234567890abcdefghijklmnop",
        "prefix_8zzzzzzzzzzzzzzzzzzzzzzzzz",
        "prefix_0123456789ABCDEFGHJKMNPQRS",
        "prefix_123456789-123456789-123456",
        "00000000000000000000000000",
    ],
)
def test_what_is_no_id_of_the_kind_is_none(text: str) -> None:
    assert PREFIX.decode(text) is None


@given(st.uuids())
def test_every_uuid_comes_back(value: UUID) -> None:
    assert PREFIX.decode(PREFIX.encode(value)) == value


def test_a_new_id_is_a_uuid7_and_later_ones_sort_later() -> None:
    first = new_id()
    later = [new_id() for _ in range(1000)]

    assert first.version == 7
    assert first.variant == "specified in RFC 4122"
    assert len({first, *later}) == 1001
    assert all(first.int >> 80 <= other.int >> 80 for other in later)


def test_many_new_ids_are_as_good_as_single_ones() -> None:
    ids = list(islice(new_ids(), 1000))

    assert len(set(ids)) == 1000
    assert {each.version for each in ids} == {7}
    assert [each.int >> 80 for each in ids] == sorted(each.int >> 80 for each in ids)
