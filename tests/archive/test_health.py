"""A site's health: what is no alarm, for years, and what is one on the same day."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from archive_samples import NOON

from archive import Archive, Capture, Schedule, Visit
from archive.upkeep.health import Health
from parsers.records import Article, Image, Paragraph

LONG = "The harbour master said that the boats would wait for the evening tide. " * 12


@dataclass(frozen=True)
class Told:
    """One story as a site published it."""

    at: datetime
    caption: bool = True
    long: bool = True
    readable: bool = True
    answered: bool = True
    headline: str | None = None
    found: datetime | None = None
    """When it was fetched, if later."""


def filled(archive: Archive, stories: Iterable[Told], site: str = "example.com") -> None:
    visits = []
    for number, told in enumerate(sorted(stories, key=lambda one: one.found or one.at)):
        url = f"https://www.{site}/{told.at:%Y/%m/%d}/story-{number}"
        at = (told.found or told.at) + timedelta(minutes=10)
        plan = Schedule(at + timedelta(days=9))
        if not told.answered:
            visits.append(Visit(url, at, "failed", 500, "the server failed", schedule=plan))
            continue
        page = f"<html>{number} {told}".encode()
        read = Article(
            headline=told.headline or f"Boats wait, day {number}",
            published_at=told.at,
            images=(
                Image("https://x.example/1.jpg", "Boats" if told.caption else None, is_lead=True),
            ),
            paragraphs=(Paragraph(LONG if told.long else "Short."), Paragraph(f"No. {number}.")),
        )
        visits.append(
            Visit(
                url,
                at,
                None if told.readable else "not-an-article",
                200,
                capture=Capture(url, at, 200, page, content_type="text/html"),
                article=read if told.readable else None,
                parser="1" if told.readable else None,
                schedule=plan,
            )
        )
    for start in range(0, len(visits), 200):
        archive.save(visits[start : start + 200], None)
    # As candidates from a sitemap are kept.
    archive.connection.execute("UPDATE frontier SET kind = 'article', found_in = 'sitemap s'")
    archive.connection.commit()


def days(count: int, per_day: int, weekend: int | None = None, **fields) -> Iterator[Told]:
    """Stories of *count* days from NOON on, during the day; fewer on Saturdays and Sundays."""
    for day in range(count):
        morning = NOON + timedelta(days=day, hours=-5)
        busy = per_day if morning.weekday() < 5 or weekend is None else weekend
        for number in range(busy):
            yield Told(morning + timedelta(hours=14 * number / max(1, busy)), **fields)


def asked(archive: Archive, at: datetime, site: str = "example.com") -> None:
    """A crawl that found nothing new: the home page alone."""
    home = f"https://www.{site}/"
    archive.save([Visit(home, at, "not-an-article", 200, schedule=Schedule(at))], None)
    archive.connection.execute("UPDATE frontier SET kind = 'front' WHERE url = ?", [home])
    archive.connection.commit()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "news.db", write=True) as opened:
        yield opened


def judged(archive: Archive, site: str = "example.com") -> Health:
    (health,) = archive.health(site)
    return health


def whats(archive: Archive) -> list[str]:
    return [change.what for change in judged(archive).changes]


def test_captions_lost_in_a_redesign_are_seen_the_same_day(archive: Archive) -> None:
    redesign = NOON + timedelta(days=30)
    chance = random.Random(1)
    before = [Told(one.at, caption=chance.random() < 0.9) for one in days(30, 20, weekend=8)]
    after = [Told(redesign + timedelta(minutes=30 * n), caption=False) for n in range(12)]
    filled(archive, before)
    assert judged(archive).state == "well"
    filled(archive, after)
    health = judged(archive)
    assert [change.what for change in health.changes] == ["caption"]
    (change,) = health.changes
    assert change.last_good
    assert change.first_bad
    assert change.last_good.seen_at < change.first_bad.seen_at
    assert change.last_good.capture_id
    first = redesign + timedelta(minutes=10)
    # The last stories before it may have had none by themselves.
    assert abs(datetime.fromisoformat(change.first_bad.seen_at) - first) < timedelta(hours=24)


def test_a_backfill_has_a_past_too(archive: Archive) -> None:
    """All of a month was fetched within an hour; the next crawl meets the redesign."""
    found = NOON + timedelta(days=31)
    filled(archive, [Told(one.at, found=found) for one in days(30, 8)])
    assert judged(archive).state == "well"
    later = found + timedelta(hours=2)
    filled(archive, [Told(found, caption=False, found=later) for _ in range(10)])
    assert whats(archive) == ["caption"]


def test_old_stories_found_late_are_no_redesign(archive: Archive) -> None:
    filled(archive, days(20, 8))
    late = NOON + timedelta(days=20)
    old = [Told(NOON - timedelta(days=30, hours=n), caption=False, found=late) for n in range(60)]
    filled(archive, old)
    assert judged(archive).state == "well"


@pytest.mark.parametrize("seed", range(4))
def test_what_is_usual_is_no_alarm(archive: Archive, seed: int) -> None:
    """Quiet weekends, days without pictures, short notices: as ever."""
    chance = random.Random(seed)
    stories = []
    for one in days(60, 12, weekend=2):
        is_agency_day = one.at.toordinal() % 7 == seed
        caption = chance.random() < (0.2 if is_agency_day else 0.85)
        stories.append(Told(one.at, caption=caption, long=chance.random() < 0.8))
    filled(archive, stories)
    end = max(one.at for one in stories)
    for hours in (6, 24, 30):
        asked(archive, end + timedelta(hours=hours))
        assert judged(archive).state == "well", (hours, judged(archive).changes)


def test_a_weekend_without_a_word_is_no_silence(archive: Archive) -> None:
    filled(archive, days(27, 15, weekend=0))  # from a Sunday to a Friday
    monday = NOON + timedelta(days=29)
    asked(archive, monday)
    assert monday.weekday() == 0
    assert judged(archive).state == "well"


def test_a_weekly_publisher_may_be_late(archive: Archive) -> None:
    filled(archive, [Told(NOON + timedelta(days=7 * week)) for week in range(13)])
    asked(archive, NOON + timedelta(days=7 * 12 + 15))
    assert judged(archive).state == "well"
    asked(archive, NOON + timedelta(days=7 * 12 + 20))
    assert whats(archive) == ["articles"]


def test_a_tiny_site_is_not_judged_by_three_stories(archive: Archive) -> None:
    filled(archive, [Told(NOON + timedelta(days=2 * n)) for n in range(15)])
    late = [Told(NOON + timedelta(days=30 + 2 * n), caption=False) for n in range(3)]
    filled(archive, late)
    assert judged(archive).state == "well"


def test_a_young_site_is_not_judged(archive: Archive) -> None:
    filled(archive, days(10, 20))
    later = [Told(NOON + timedelta(days=10, minutes=n), caption=False) for n in range(30)]
    filled(archive, later)
    asked(archive, NOON + timedelta(days=40))
    assert judged(archive).state == "young"
    assert judged(archive, "elsewhere.example").state == "young"


def test_silence(archive: Archive) -> None:
    filled(archive, days(28, 20, weekend=6))
    end = NOON + timedelta(days=27)
    asked(archive, end + timedelta(hours=20))
    assert judged(archive).state == "well"
    asked(archive, end + timedelta(days=3))
    health = judged(archive)
    assert [change.what for change in health.changes] == ["articles"]
    assert health.changes[0].last_good


def test_a_site_that_was_silent_when_it_was_met(archive: Archive) -> None:
    found = NOON + timedelta(days=300)
    filled(archive, [Told(one.at, found=found) for one in days(30, 8)])
    asked(archive, found + timedelta(days=5))
    assert judged(archive).state == "well"


def test_nobody_asked_is_no_silence(archive: Archive) -> None:
    filled(archive, days(28, 20))
    assert judged(archive).state == "well"


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("headline", {"headline": "The Harbour Gazette"}),
        ("body", {"long": False}),
        ("pages", {"readable": False}),
        ("requests", {"answered": False}),
    ],
)
def test_what_else_can_go_wrong(archive: Archive, what: str, fields: dict) -> None:
    filled(archive, days(20, 12))
    assert judged(archive).state == "well"
    filled(archive, [Told(NOON + timedelta(days=20, minutes=n), **fields) for n in range(12)])
    assert what in whats(archive)


def test_a_mended_site_is_well_again(archive: Archive) -> None:
    filled(archive, days(20, 12))
    bad = NOON + timedelta(days=20)
    filled(archive, [Told(bad + timedelta(minutes=n), caption=False) for n in range(20)])
    assert whats(archive) == ["caption"]
    filled(archive, [Told(bad + timedelta(days=1, minutes=n)) for n in range(12)])
    assert judged(archive).state == "well"


def test_an_empty_archive(archive: Archive) -> None:
    assert archive.health() == []
    assert archive.health("example.com", now=datetime.now(UTC))[0].state == "young"
