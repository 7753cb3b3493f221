"""Six people on each database, and in Redis where there is one; `make campaign-plaintext` takes a thousand."""

from __future__ import annotations

from itertools import product

from sqlalchemy.engine import URL

from tests.campaigns.plaintext import scan
from tests.campaigns.planted import Search, planted
from tests.storage.backups import Vaulted
from tests.storage.redis_entries import Redis


async def test_what_was_told_is_nowhere_in_clear_and_goes_with_the_session(
    vault: Vaulted, elsewhere: URL, redis_if_there: Redis | None
) -> None:
    report = await scan(vault, elsewhere, planted(6, seed=20261123), redis_if_there)

    assert report.clear == []
    assert report.live == 6, "with the keys of live sessions it is there: the search can find it"
    assert report.expired == []
    assert report.erased == []
    assert (report.remembered, report.lost) == (3, []), "what was to be remembered is there, for its owner's key"
    assert report.kept == 3
    assert report.left == []
    assert report.cached == (None if redis_if_there is None else 6)
    assert report.searched > 1_000_000


def test_the_search_finds_each_of_eight_spellings_names_and_words() -> None:
    people = planted(50, seed=1)
    search = Search(people)
    for person in people:
        assert len(set(person.spellings)) == 8
        for spelling in (*person.spellings, person.words, person.account):
            assert spelling in set(search.hits(f"x{spelling} y".encode())) or spelling.isdigit()
            assert spelling in set(search.hits(f" {spelling} ".encode()))
    for person, encoding in product(people, ("utf-8", "utf-16-le", "cp949", "unicode_escape")):
        for word in (person.name, person.words, person.account):
            assert word in set(search.hits(b"\xff" + word.encode(encoding) + b"\xff")), encoding
    assert set(search.hits(b"FF" + people[0].spellings[3].encode() + b"0A")) == set()
