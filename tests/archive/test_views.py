"""The views of what was edited and deleted, and the indexes that searches need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from archive_samples import BODY, NOON, URL, article, hours, visit

from archive import Archive, Visit
from archive.reading.text_diff import differences
from parsers.records import Paragraph


@pytest.fixture
def archive(tmp_path: Path):
    with Archive(tmp_path / "news.db", write=True) as opened:
        yield opened


def rows(archive: Archive, sql: str) -> list[tuple]:
    return archive.connection.execute(sql).fetchall()


def test_changed_headlines(archive: Archive) -> None:
    archive.save([visit(article("Harbour opens"))])
    archive.save([visit(article("Harbour opens late"), hours(2))])
    archive.save([visit(article("Harbour opens late", BODY[:2]), hours(3))])
    archive.save([visit(article("Harbour shut", BODY[:2]), hours(4))])
    found = rows(archive, "SELECT revision, headline_before, headline FROM changed_headlines"
                          " ORDER BY revision")  # fmt: skip
    assert found == [
        (2, "Harbour opens", "Harbour opens late"),
        (4, "Harbour opens late", "Harbour shut"),
    ]


@pytest.mark.parametrize("published", [NOON, NOON.date(), None])
def test_early_edits(archive: Archive, published: date | None) -> None:
    first = article(published_at=published)
    archive.save([visit(first, hours(0.2))])
    archive.save([visit(replace(first, headline="Another"), hours(0.7))])
    archive.save([visit(replace(first, headline="A third"), hours(2))])
    early = 42 if published == NOON else 30  # a day alone is no time of day
    assert rows(archive, "SELECT revision, minutes FROM early_edits") == [(2, early)]


def test_deleted_articles(archive: Archive) -> None:
    archive.save([visit(article())])
    other = "https://www.example.com/other"
    archive.save([visit(article("Other", BODY[::-1]), url=other)])
    archive.save([Visit(URL, hours(1), "gone", status=404), Visit(other, hours(1), "failed")])
    archive.save([Visit(URL, hours(2), "gone", status=410)])
    found = rows(archive, "SELECT article_id, gone_at, status FROM deleted_articles")
    assert found == [(1, "2026-11-01T13:00:00.000Z", 404)]
    archive.save([visit(article(), hours(3))])
    assert rows(archive, "SELECT article_id FROM deleted_articles") == []
    archive.save([Visit(URL, hours(4), "gone", status=410)])
    found = rows(archive, "SELECT article_id, gone_at, status FROM deleted_articles")
    assert found == [(1, "2026-11-01T16:00:00.000Z", 410)]


AT = "coalesce(published_at, first_seen_at)"


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (f"SELECT id FROM articles ORDER BY {AT} DESC LIMIT 20", "articles_at"),
        (f"SELECT id FROM articles WHERE site = ? ORDER BY {AT} DESC", "articles_site_at"),
        (f"SELECT id FROM articles WHERE section = ? ORDER BY {AT} DESC", "articles_section_at"),
        (f"SELECT id FROM articles WHERE language = ? ORDER BY {AT} DESC", "articles_language_at"),
        (f"SELECT id FROM articles WHERE dateline_place = ? AND {AT} > ?", "articles_place_at"),
        ("SELECT id FROM articles WHERE dateline_agency = ?", "articles_agency_at"),
        (f"SELECT id FROM articles WHERE revision > 1 ORDER BY {AT}", "articles_revised_at"),
        ("SELECT article_id FROM images WHERE creator = ?", "images_creator"),
        (
            "SELECT article_id FROM images WHERE agencies = ? AND agencies <> '[]'",
            "images_agencies",
        ),
        ("SELECT site FROM articles_short WHERE id = ?", "PRIMARY KEY"),
        (f"SELECT id FROM articles_short WHERE id >> 12 = 7 AND {AT} > ?", "articles_short_block"),
        ("SELECT name FROM names WHERE kind = 'credit' AND name LIKE ?", "PRIMARY KEY"),
        ("SELECT article_id FROM images WHERE credit = ?", "images_credit"),
        ("SELECT * FROM changed_headlines ORDER BY seen_at DESC LIMIT 20", "revisions_later"),
        ("SELECT * FROM early_edits ORDER BY seen_at DESC LIMIT 20", "revisions_later"),
        ("SELECT * FROM deleted_articles", "visits_gone"),
        ("SELECT article_id FROM clusters WHERE cluster_id = ?", "clusters_cluster"),
    ],
)
def test_questions_use_an_index(archive: Archive, sql: str, index: str) -> None:
    plan = archive.connection.execute(f"EXPLAIN QUERY PLAN {sql}", ["x"] * sql.count("?"))
    told = " ".join(row[3] for row in plan)
    assert index in told, told


def test_headline_variants(archive: Archive) -> None:
    told = {"og": "You will not believe this harbour", "title": "Harbour: what we know"}
    archive.save([visit(article("Harbour opens", other_headlines=told))])
    archive.save([visit(article("Other", BODY[::-1]), url="https://www.example.com/other")])
    found = rows(archive, "SELECT article_id, headline, source, variant FROM headline_variants")
    assert sorted(found) == [(1, "Harbour opens", *pair) for pair in told.items()]


def test_another_social_headline_is_a_revision(archive: Archive) -> None:
    first = article("Harbour opens", other_headlines={"og": "A harbour, at last"})
    archive.save([visit(first)])
    archive.save([visit(replace(first, other_headlines={"og": "Ships ahoy"}), hours(1))])
    assert rows(archive, "SELECT revision, changed FROM revisions ORDER BY revision") == [
        (1, "[]"),
        (2, '["other_headlines"]'),
    ]
    stored = archive.article(1)
    assert stored is not None
    assert stored.record.other_headlines == {"og": "Ships ahoy"}
    before, after = (revision.record for revision in archive.revisions(1))
    assert [found.field for found in differences(before, after)] == ["other_headlines"]


def test_what_stands_beside_the_story_is_not_its_body(archive: Archive) -> None:
    beside = (
        Paragraph("The wall was begun in 1911.", "box"),
        Paragraph("Ships wait two days.", "summary"),
        Paragraph("Seen from the pier: gulls @harbour", "embed"),
    )
    plain = article()
    archive.save([visit(replace(plain, paragraphs=(*beside[:2], *plain.paragraphs, beside[2])))])
    stored = archive.article(1)
    assert stored is not None
    assert stored.record.paragraphs == (*beside[:2], *plain.paragraphs, beside[2])
    assert stored.row["body"] == plain.body
    assert "1911" in stored.record.body_with_boxes
    assert list(archive.matching_ids("1911")) == []
    assert list(archive.matching_ids("dawn")) == [1]
    kinds = rows(archive, "SELECT kind FROM paragraphs ORDER BY position")
    assert [kind for (kind,) in kinds[:2]] == ["box", "summary"]
