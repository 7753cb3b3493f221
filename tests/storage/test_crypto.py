"""A sealed value opens where it was sealed, whole and unchanged, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import Cell, DataKey
from storage.errors import Damaged
from storage.ids import new_id

KEY = DataKey(UUID(int=1), bytes(range(32)))
CELL = Cell("user_sessions", UUID(int=7), "state_encrypted")


@given(st.binary(max_size=300))
def test_what_was_sealed_opens(plain: bytes) -> None:
    assert KEY.open(KEY.seal(plain, CELL), CELL) == plain


@given(st.binary(max_size=80), st.data())
def test_one_flipped_bit_is_refused(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(KEY.seal(plain, CELL))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Damaged, match="is not what was written there"):
        KEY.open(bytes(sealed), CELL)


def test_every_truncation_is_refused() -> None:
    sealed = KEY.seal(b"1987-03-08", CELL)
    for length in range(len(sealed)):
        with pytest.raises(Damaged):
            KEY.open(sealed[:length], CELL)


@pytest.mark.parametrize(
    "elsewhere",
    [
        Cell("user_sessions", UUID(int=8), "state_encrypted"),
        Cell("user_sessions", UUID(int=7), "birth_datetime_encrypted"),
        Cell("saju_analyses", UUID(int=7), "state_encrypted"),
        Cell("user_sessionsstate", UUID(int=7), "_encrypted"),
    ],
)
def test_another_place_is_refused(elsewhere: Cell) -> None:
    with pytest.raises(Damaged):
        KEY.open(KEY.seal(b"x", CELL), elsewhere)


def test_another_key_is_refused() -> None:
    with pytest.raises(Damaged):
        DataKey(KEY.owner_id, bytes(32)).open(KEY.seal(b"x", CELL), CELL)


def test_equal_values_do_not_look_equal_and_short_words_have_one_length() -> None:
    words = [b'"excellent"', b'"good"', b'"neutral"', b'"poor"', b'"very_poor"', b'"poor"']
    sealed = [KEY.seal(word, CELL) for word in words]
    assert len(set(sealed)) == 6
    assert len({len(each) for each in sealed}) == 1


def test_a_blind_index_tells_its_parts_and_purposes_apart() -> None:
    other = DataKey(KEY.owner_id, bytes(32))
    indexes = [
        KEY.blind_index("account", "telegram", "12"),
        KEY.blind_index("account", "telegram1", "2"),
        KEY.blind_index("update", "telegram", "12"),
        other.blind_index("account", "telegram", "12"),
    ]
    assert len(set(indexes)) == 4
    assert KEY.blind_index("account", "telegram", "12") == indexes[0]


def test_a_key_does_not_show_itself() -> None:
    assert "secret" not in repr(KEY)
    assert repr(bytes(range(32))) not in repr(KEY)


def test_ids_sort_by_time_and_name_it() -> None:
    moments = [
        datetime(2026, 11, 23, 3, tzinfo=UTC) + timedelta(microseconds=step) for step in (0, 1, 999, 1000, 10**6)
    ]
    ids = [new_id(moment) for moment in moments]
    assert ids == sorted(ids)
    assert {(each.version, each.variant) for each in ids} == {(7, "specified in RFC 4122")}
    assert [each.int >> 80 for each in ids] == [int(moment.timestamp() * 1000) for moment in moments]
    assert new_id(moments[0]) != new_id(moments[0])
