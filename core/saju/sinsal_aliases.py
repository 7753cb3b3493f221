"""Other names under which people know a star, for those who read a person's words."""

from __future__ import annotations

# the engine's name: what people also say
_LINES = """
도화살: 연살 년살 함지살 도화
재살: 수옥살
월살: 고초살
망신살: 망신
육해살: 육액살
건록: 정록 십간록 록신
금여: 금여록 금여성
백호살: 백호대살 백호
양인살: 양인
비인살: 비인
괴강살: 괴강
홍염살: 홍염
역마살: 역마
화개살: 화개
장성살: 장성
반안살: 반안
귀문관살: 귀문 귀문살
원진살: 원진
천을귀인: 천을
문창귀인: 문창
문곡귀인: 문곡
학당귀인: 학당
천덕귀인: 천덕
월덕귀인: 월덕
고신살: 고신
과숙살: 과숙
현침살: 현침
급각살: 급각
탕화살: 탕화
음양차착살: 음양차착 음착살 양착살
고란살: 고란
홍란성: 홍란 홍란살
천희성: 천희 천희신
천사일: 천사
천의성: 천의
상문살: 상문
조객살: 조객
십악대패: 십악대패일
효신살: 효신
낙정관살: 낙정관
삼기귀인: 삼기
유하살: 유하
"""

ALIASES: dict[str, str] = {
    alias: name
    for name, _, aliases in (line.partition(":") for line in _LINES.strip().splitlines())
    for alias in aliases.split()
}
