"""Birthplaces by name, from `places.csv`: the cities and counties of Korea and the larger cities of the world.

A name that two places share (광주, 고성) is asked, never guessed; with its province it is no longer shared.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from core.errors import Rejected
from core.plain_text import plain
from core.saju.birth import Place


@dataclass(frozen=True, slots=True)
class City:
    """One row of the table. `kind` is what may follow the Korean name (시, 군, …)."""

    ko: str
    en: str
    latitude_deg: float
    longitude_deg: float
    zone: str
    kind: str
    region: str

    def place(self, *, korean: bool) -> Place:
        return Place(self.ko if korean else self.en, self.latitude_deg, self.longitude_deg, self.zone)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place found in a text: `[start, end)` of it. Exactly one of `place` and `candidates` is set."""

    start: int
    end: int
    name: str  # short, in the language it was typed in
    place: Place | None = None
    candidates: tuple[str, ...] = ()


# Names that two places bear, with the names that tell them apart.
_SHARED = {
    "광주": ("광주광역시", "경기 광주"),
    "고성": ("강원 고성", "경남 고성"),
    "gwangju": ("Gwangju Metropolitan City", "Gwangju, Gyeonggi"),
    "kwangju": ("Gwangju Metropolitan City", "Gwangju, Gyeonggi"),
    "goseong": ("Goseong, Gangwon", "Goseong, Gyeongnam"),
}
_BARE = {"광주시": "광주", "고성군": "고성", "gwangju-si": "gwangju"}
_PROVINCES = {
    "경기": "경기도",
    "강원": "강원도 강원특별자치도",
    "충북": "충청북도 충청도",
    "충남": "충청남도 충청도",
    "전북": "전라북도 전라도 전북특별자치도",
    "전남": "전라남도 전라도",
    "경북": "경상북도 경상도",
    "경남": "경상남도 경상도",
    "제주": "제주도 제주특별자치도",
    "북한": "평안남도 평안북도 평안도 황해도 함경도 함경남도 함경북도",
    "인천": "인천시 인천광역시",
    "부산": "부산시 부산광역시",
    "대구": "대구시 대구광역시",
}
# Place names that are everyday words too. In running text they need a word that shows a place was meant.
_WORDLIKE = {"음성", "장수", "고령", "예산", "영광", "인제", "해주", "정주", "단천", "공주", "보은", "강진"}
_NEEDS_SIGN = {"인제", "해주", "la", "sf", "rio", "빈", "roma"}
_LONGEST = 14

# What may stand directly behind a Korean place name within the same word: "부산에서", "대구출생", "서울여자".
_TAIL = re.compile(
    r"(?:에서|으로|로|출신|출생|태생|태어|생|여자|남자|여성|남성|여아|남아|아들|사람|예요|에요|이요|이에요|이예요|이야|이여|임다|입니다|이고|인데|근처|근교|시내"
    r"|(?:에|의|은|는|이|가|도|서|요|임|여|남|딸|고|쪽|읍|면)(?![가-힣]))"
)
_STRONG_TAIL = re.compile(r" ?(?:에서|출신|출생|태생|태어|생$|생 )")
_SIGN_BEFORE = re.compile(r"(?:출생지|출생|태어난 ?곳|고향|장소|born in|born at|in|from)[은는이가:]? ?$")
# What may stand directly before one: "출생지서울", and the 생 of "15일생부산".
_HEAD = re.compile(r"대한민국|한국|출생지|태어난곳|장소|고향|생|미국|중국|일본|북한|south korea|korea")
_WORD = re.compile(r"[가-힣]+|[a-z]+(?:'[a-z]+)?")


@cache
def cities() -> tuple[City, ...]:
    """Every row of the table, in its order."""
    return tuple(city for city, _ in _rows())


def find_place(name: str) -> Place:
    """The place of that name (ko or en, an alias, with or without 시/군, the province and districts), named as
    typed: short.

    Raises Rejected: `ambiguous_place` (candidates: names that this function knows), `unknown_place` (name).
    """
    key = name if name in _index() else _key(name)  # most names come as the table writes them
    if key in _SHARED or _bare(key) in _SHARED:
        raise Rejected("ambiguous_place", name=name[:40], candidates=_SHARED[key if key in _SHARED else _bare(key)])
    city = _index().get(key) or _index().get(key.replace(" ", "")) or _with_district(key)
    if city is None:
        raise Rejected("unknown_place", name=name[:40])
    return city.place(korean=not key.isascii())


def narrowed(words: str, candidates: tuple[str, ...]) -> str | None:
    """Which of the places that share a name is meant by its province alone (전라도, 경남), if any."""
    names = (name for name, named in _SHARED.items() if named == candidates)
    found = (_index().get(_key(said)) for name in names for said in (f"{words} {name}", f"{name} {words}"))
    city = next(filter(None, found), None)
    return None if city is None else city.ko if words[:1] >= "가" else city.en


def _with_district(key: str) -> City | None:
    """서울시 강남구, 부산 해운대: the city, when all that follows it are parts of it."""
    words = key.split(" ")
    for count in range(len(words) - 1, 0, -1):
        city = _index().get(" ".join(words[:count]))
        if city and all(_DISTRICT.fullmatch(word) or _index().get(word) is city for word in words[count:]):
            return city
    return None


def find_in_text(text: str) -> Mention | None:
    """The place of birth that a `plain` text names, or None: the first that is said to be one, else the first that
    is not where somebody lives. Common words that are also places need a sign."""
    found: list[Mention] = []
    for word in _WORD.finditer(text):
        if found and word.start() < found[-1].end:
            continue
        mention = _korean_at(text, word.start()) if not word[0].isascii() else _latin_at(text, word.start())
        if mention is not None:
            found.append(mention)
    born = [mention for mention in found if _is_of_birth(text, mention)]
    other = [mention for mention in found if not _is_of_life(text, mention)]
    best = born or other
    return next((mention for mention in best if mention.place is not None), best[0] if best else None)


_DISTRICT = re.compile(r"[가-힣]{1,5}[구동읍면리]")
_PART = r"(?: ?[가-힣]{1,5}[시군구동읍면리]){0,3}"
_BORN_AFTER = re.compile(rf"{_PART} ?(?:에서 ?(?:태어|출생|낳|났)|출생|태생)")
_BORN_BEFORE = re.compile(r"(?:출생지|출생 ?장소|태어난 ?곳|born in|born at|place of birth)[은는이가:]? ?$")
_LIVES_AFTER = re.compile(rf"{_PART}(?:에서?)? ?(?:살|사는|삽니|거주|자라|자랐|자람|컸|근무|일하|다니|다녀)")
_LIVES_BEFORE = re.compile(r"(?:live|lives|living|based|raised|grew up|moved|work|working) (?:in|to) $")


def _is_of_birth(text: str, mention: Mention) -> bool:
    before = _BORN_BEFORE.search(text, max(0, mention.start - 18), mention.start)
    return before is not None or _BORN_AFTER.match(text, mention.end) is not None


def _is_of_life(text: str, mention: Mention) -> bool:
    before = _LIVES_BEFORE.search(text, max(0, mention.start - 14), mention.start)
    return before is not None or _LIVES_AFTER.match(text, mention.end) is not None


def suggest(typed: str, *, korean: bool = True, limit: int = 25) -> tuple[str, ...]:
    """Names of places that begin with what is typed so far: Hangul, its initial consonants (ㅂㅅ) or English."""
    key = _key(typed)
    if not key:
        return tuple(c.ko if korean else c.en for c in cities()[:limit])
    found = {
        city.en if key.isascii() else city.ko: None
        for city in cities()
        if _key(city.ko).startswith(key) or _key(city.en).startswith(key) or _initials(city.ko).startswith(typed)
    }
    return tuple(found)[:limit]


def display_name(name: str, *, korean: bool) -> str:
    """The name of a known place in the other language; a name of nobody's is given back as it is."""
    city = _index().get(_key(name))
    return name if city is None else (city.ko if korean else city.en)


def _korean_at(text: str, start: int) -> Mention | None:
    head = _HEAD.match(text, start)
    for begin in (start, head.end()) if head else (start,):
        if not _may_begin(text, begin):
            continue
        limit = min(len(text), begin + _LONGEST)
        for end in range(limit, begin, -1):
            name = text[begin:end]
            if (name in _index() or _bare(name) in _SHARED) and _stands(text, begin, end):
                return _mention(name, begin, end)
    return None


def _stands(text: str, begin: int, end: int) -> bool:
    """Whether the name is a word of its own there, and not the beginning of another word."""
    name, rest = _bare(text[begin:end]), text[end:]
    signed = bool(_STRONG_TAIL.match(rest) or _SIGN_BEFORE.search(text, max(0, begin - 12), begin))
    if name in _NEEDS_SIGN or len(name) == 1:
        return signed or text[begin:end] != name or (len(text) == len(name) and name not in ("인제", "해주"))
    whole = not rest or not "가" <= rest[0] <= "힣"
    if name in _WORDLIKE:
        return whole or signed
    return whole or _TAIL.match(rest) is not None


def _latin_at(text: str, start: int) -> Mention | None:
    if not _may_begin(text, start):
        return None
    words = list(_LATIN_WORDS.finditer(text, start, min(len(text), start + 40)))[:4]
    for count in range(len(words), 0, -1):
        end = words[count - 1].end()
        key = " ".join(word[0] for word in words[:count]).replace("'", "")
        if key in _SHARED or (key in _index() and (key not in _NEEDS_SIGN or _latin_stands(text, start, end))):
            return _mention(key, start, end)
    return None


# What may stand beside LA or SF in a text of figures or of Hangul; in running English or French "la" is a word.
_BESIDE = frozenset("m f male female man woman boy girl am pm ca usa us california korea".split())


def _latin_stands(text: str, start: int, end: int) -> bool:
    others = {word[0] for word in _LATIN_WORDS.finditer(text[:start] + " " + text[end:])}
    return others <= _BESIDE or _stands(text, start, end)


_LATIN_WORDS = re.compile(r"[a-z]+(?:'[a-z]+)?")


def _may_begin(text: str, start: int) -> bool:
    """Whether any name begins so: spares a long text the search for each of its words."""
    return text[start : start + 2] in _beginnings() or text[start : start + 1] in _beginnings()


def _mention(name: str, begin: int, end: int) -> Mention:
    shared = _SHARED.get(_bare(name))
    if shared is not None:
        short = _bare(name)
        return Mention(begin, end, short.title() if short.isascii() else short, None, shared)
    place = _index()[name].place(korean=not name.isascii())
    return Mention(begin, end, place.name, place)


def _bare(name: str) -> str:
    """광주시 and 고성군 are as much in doubt as 광주 and 고성."""
    return _BARE.get(name, name)


def _key(name: str) -> str:
    """The spelling under which a name is looked up: plain, no points, hyphens or apostrophes; single spaces."""
    return " ".join(plain(name[:80]).replace("-", " ").replace(".", " ").replace("'", "").split())


def _initials(name: str) -> str:
    return "".join(
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"[(ord(c) - 0xAC00) // 588] for c in name if "가" <= c <= "힣"
    )


@cache
def _rows() -> tuple[tuple[City, tuple[str, ...]], ...]:
    lines = (files("core") / "places.csv").read_text("utf-8").splitlines()
    table = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple((_city(row), _aliases(row)) for row in table)


def _city(row: dict[str, str]) -> City:
    latitude_deg, longitude_deg = float(row["latitude_deg"]), float(row["longitude_deg"])
    return City(row["ko"], row["en"], latitude_deg, longitude_deg, row["zone"], row["kind"], row["region"])


def _aliases(row: dict[str, str]) -> tuple[str, ...]:
    names = [row["ko"], *row["ko_aliases"].split("|")]
    kind = row["kind"]
    if kind:
        names += [row["ko"] + kind, row["ko"] + kind[-1], f"{row['ko']} {kind}"]
    provinces = [row["region"], *_PROVINCES.get(row["region"], "").split()] if row["region"] in _PROVINCES else []
    own = [name for name in (row["ko"], row["ko"] + kind) if " " not in name]
    if not kind and provinces:
        names += [name.replace(" ", "") for name in names]
    names += [f"{province}{gap}{name}" for province in provinces for name in own for gap in (" ", "")]
    english = [row["en"], *row["en_aliases"].split("|")]
    english += [f"{row['en']} {suffix}" for suffix in ("si", "gun", "city") if row["region"] in _PROVINCES]
    return tuple(filter(None, map(_key, [*names, *english])))


@cache
def _index() -> dict[str, City]:
    """Key of every name and alias -> its city; a city's own name wins over another's alias."""
    index: dict[str, City] = {}
    for city, aliases in _rows():
        for alias in aliases:
            index.setdefault(alias, city)
    for city in cities():
        index[_key(city.ko)] = index[_key(city.en)] = city
    return index


@cache
def _beginnings() -> frozenset[str]:
    """The first two characters of every name, or the name where it has but one."""
    return frozenset(name[:2] for name in (*_index(), *_SHARED))
