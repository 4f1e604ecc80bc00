"""What a list gives decides how much is asked of it; transient failures are tried again."""

from __future__ import annotations

from pathlib import Path

from crawling import crawl, outcomes, rows
from hypothesis import given
from hypothesis import strategies as st
from misbehaving import Answer, Site, page, redirect, reset, status, story

from crawler.discovery.yields import AGAIN, FIRST, OF_A_HOST, OF_A_SITE, Yields

GOOD = [f"/2026/11/{10 + n}/boats-wait-for-the-evening-tide-{n}" for n in range(12)]


def sitemap(base: str, *paths: str) -> Answer:
    urls = "".join(f"<url><loc>{base}{path}</loc></url>" for path in paths)
    return page(f"<urlset>{urls}</urlset>".encode())


def test_a_flood_of_dead_addresses_is_left_after_a_few(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Site(
        {"/": page(b"<h1>Gazette</h1>")} | {p: page(story(n)) for n, p in enumerate(GOOD)}
    ) as site:
        dead = [f"/2019/{1 + n % 12:02}/{n}/a-story-that-is-gone-{n}" for n in range(3_000)]
        named = f"Sitemap: {site.url}/dead.xml\nSitemap: {site.url}/good.xml\n".encode()
        site.routes |= {
            "/robots.txt": page(named),
            "/dead.xml": sitemap(site.url, *dead),
            "/good.xml": sitemap(site.url, *GOOD),
        }
        done = crawl(archive, site.url)
        assert done.total["new"] == len(GOOD)
        asked = sum(site.requested(path) for path in dead)
        assert FIRST <= asked <= 2 * FIRST
        assert done.total["left"] == len(dead) - asked
        (note,) = [note for note in done.sites[0]["notes"] if "dead.xml" in note]
        assert f"{len(dead) - asked:,} of its addresses were left" in note
        outcome, detail = outcomes(archive, site.url)["/dead.xml"]
        assert outcome == "skipped"
        assert "gave nothing" in (detail or "")
        again = crawl(archive, site.url)
        asked_again = sum(site.requested(path) for path in dead) - asked
        assert AGAIN <= asked_again <= 2 * FIRST
        assert again.total["new"] == 0


def test_articles_among_a_flood_of_dead_and_foreign_addresses_are_found(tmp_path: Path) -> None:
    with Site(
        {"/": page(b"<h1>Gazette</h1>")} | {p: page(story(n)) for n, p in enumerate(GOOD)}
    ) as site:
        dead = [f"/2019/{1 + n % 12:02}/{n}/a-story-that-is-gone-{n}" for n in range(1_500)]
        foreign = [f"https://elsewhere.example/tide-of-the-day-{n}" for n in range(500)]
        entries = [*(site.url + path for path in dead), *foreign, *(site.url + p for p in GOOD)]
        urls = "".join(f"<url><loc>{entry}</loc></url>" for entry in entries)
        site.routes["/sitemap.xml"] = page(f"<urlset>{urls}</urlset>".encode())
        done = crawl(tmp_path / "news.db", site.url)
        assert done.total["new"] == len(GOOD)
        asked = sum(site.requested(path) for path in dead)
        assert FIRST <= asked <= 2 * FIRST
        assert done.total["left"] == len(dead) - asked


LISTS = st.integers(0, 20).map("sitemap https://a.example/{}.xml".format)
HOSTS = st.sampled_from(["a.example", "old.a.example"])
SHAPES = st.sampled_from(["2026/11/{}/the-tide-comes-in", "tide-of-the-{}-days", "t/{}"])


@given(st.lists(st.tuples(LISTS, HOSTS, SHAPES, st.booleans()), max_size=2_000))
def test_no_order_of_answers_costs_more_than_the_budgets(
    answers: list[tuple[str, str, str, bool]],
) -> None:
    yields = Yields(homes=["https://www.a.example/"])
    gave = missed = 0
    for n, (found_in, host, shape, is_article) in enumerate(answers):
        url = f"https://{host}/{shape.format(n)}"
        if yields.why_left(found_in, url):
            continue
        yields.note(found_in, url, "new" if is_article else "gone")
        gave += is_article
        missed += not is_article
    assert missed <= OF_A_SITE + 21 + 2 * gave


def dead(yields: Yields, found_in: str, url: str) -> int:
    """How many addresses such as *url* are asked for, where none of them is there."""
    for n in range(1_000):
        if yields.why_left(found_in, url.format(n)):
            return n
        yields.note(found_in, url.format(n), "gone")
    return 1_000


def test_good_lists_are_never_left() -> None:
    yields = Yields()
    for n in range(5_000):
        assert not yields.why_left("feed https://a.example/feed", f"https://a.example/tide-{n}")
        outcome = "gone" if n % 3 == 0 else "new"
        yields.note("feed https://a.example/feed", f"https://a.example/tide-{n}", outcome)


def test_in_a_list_only_those_are_left_that_are_like_the_dead() -> None:
    yields, found_in = Yields(), "sitemap https://a.example/all.xml"
    assert dead(yields, found_in, "https://old.a.example/2019/03/05/the-tide-of-{}") == FIRST
    assert yields.why_left(found_in, "https://a.example/2019/03/05/the-tide-of-1") is None
    for n in range(1_000):
        url = f"https://a.example/2026/11/20/the-tide-of-{n}"
        assert yields.why_left(found_in, url) is None
        yields.note(found_in, url, "new")
    assert yields.why_left(found_in, "https://old.a.example/2019/03/05/the-tide-of-9")


def test_a_host_that_gives_nothing_is_left_whoever_names_it() -> None:
    yields = Yields(homes=["https://www.a.example/"])
    asked = 0
    for n in range(30):
        asked += dead(
            yields, f"sitemap https://a.example/{n}.xml", "https://old.a.example/{}-a-b-c"
        )
    assert asked == OF_A_HOST
    told = yields.why_left("link https://a.example/", "https://old.a.example/x")
    assert "old.a.example" in (told or "")
    assert dead(yields, "sitemap https://a.example/1.xml", "https://a.example/{}-a-b-c") == FIRST
    had = Yields(articles=["https://old.a.example/2019/03/05/the-tide"])
    assert dead(had, "link https://a.example/", "https://old.a.example/{}-a-b-c") == 1_000


def test_what_never_gave_anything_is_tried_with_a_few_in_a_later_run() -> None:
    found_in, url = "sitemap https://a.example/all.xml", "https://a.example/2019/03/05/tide-of-{}"
    again = Yields((found_in, url.format(n), False) for n in range(40))
    assert dead(again, found_in, url) == AGAIN
    had = Yields((found_in, url.format(n), n == 7) for n in range(40))
    assert dead(had, found_in, url) == FIRST


def test_a_page_that_fails_twice_is_tried_a_third_time_at_the_end(tmp_path: Path) -> None:
    failing = {
        GOOD[0]: status("500 Internal Server Error"),
        GOOD[1]: status("503 Service Unavailable", Retry_After="0"),
        GOOD[2]: reset,
    }
    links = "".join(f"<p><a href='{path}'>Boats wait for the tide</a></p>" for path in GOOD[:6])
    with Site({"/": page(f"<html><h1>Gazette</h1>{links}</html>".encode())}) as site:
        times: dict[str, int] = dict.fromkeys(failing, 0)

        def twice(path: str, answer: Answer) -> Answer:
            def respond(connection: object, headers: dict[str, str]) -> None:
                times[path] += 1
                chosen = answer if times[path] < 3 else page(story(GOOD.index(path)))
                chosen(connection, headers)  # type: ignore[arg-type]

            return respond

        site.routes |= {p: page(story(n)) for n, p in enumerate(GOOD[:6])}
        site.routes |= {path: twice(path, answer) for path, answer in failing.items()}
        done = crawl(tmp_path / "news.db", site.url)
        assert done.total["new"] == 6, (done.out, site.log)
        assert done.total["failed"] == 0
        asked = [target for _, target, _ in site.log if target in GOOD]
        assert set(asked[-3:]) == set(failing)  # after everything else
        assert len(rows(tmp_path / "news.db", "SELECT 1 FROM visits WHERE url LIKE '%tide%'")) == 6


def asks_for_cookie(path: str) -> Answer:
    return status("302 Found", Location=path, Set_Cookie="tide=high; Path=/")


def test_a_wall_of_cookies_is_passed_and_its_cookie_kept_nowhere(tmp_path: Path) -> None:
    links = "".join(f"<p><a href='{path}'>Boats wait for the tide</a></p>" for path in GOOD[:2])
    with Site({"/": page(f"<html><h1>Gazette</h1>{links}</html>".encode())}) as site:

        def wall(path: str, number: int) -> Answer:
            def respond(connection: object, headers: dict[str, str]) -> None:
                seen = "tide=high" in headers.get("Cookie", "")
                answer = page(story(number)) if seen else asks_for_cookie(path)
                answer(connection, headers)  # type: ignore[arg-type]

            return respond

        site.routes |= {path: wall(path, n) for n, path in enumerate(GOOD[:2])}
        done = crawl(tmp_path / "news.db", site.url)
        assert done.total["new"] == 2
        first = next(headers for _, target, headers in site.log if target == GOOD[1])
        assert "cookie" not in first
    assert b"tide=high" not in (tmp_path / "news.db").read_bytes()
    headers = rows(tmp_path / "news.captures.db", "SELECT headers FROM captures")
    assert not any("tide=high" in str(one) for one in headers)


def test_allow_private_opens_the_target_and_no_other_port(tmp_path: Path) -> None:
    with Site({"/secret": page(story(9))}) as inside, Site() as site:
        links = (
            f"<p><a href='{GOOD[0]}'>Boats wait</a></p><p><a href='{GOOD[1]}'>Boats wait</a></p>"
        )
        site.routes = {
            "/": page(f"<html><h1>Gazette</h1>{links}</html>".encode()),
            GOOD[0]: redirect(inside.url + "/secret"),
            GOOD[1]: page(story(1)),
            "/sitemap.xml": redirect(inside.url + "/secret"),
        }
        crawl(tmp_path / "news.db", site.url)
        assert inside.log == []
        outcome, detail = outcomes(tmp_path / "news.db", site.url)[GOOD[0]]
    assert (outcome, "off the site" in (detail or "")) == ("skipped", True)
