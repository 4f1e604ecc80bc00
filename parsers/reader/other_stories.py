"""One page, one story: the others that sites open below it, or before it, are told and left out.

The story is the one whose headline was found. Another one is what stands apart from it, under a
heading of its own, with paragraphs of its own, where something says that it is no chapter: it
is an article beside the article, it is signed or dated, its heading leads elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from parsers.classify.blocks.story_evidence import fold
from parsers.fields.about.kind import is_live_blog
from parsers.fields.headline.headline import HeadlineBlock, read_headline_block
from parsers.page.document import Document
from parsers.page.layout import Box
from parsers.page.layout.exclusion import Run, leave_out
from parsers.page.layout.head_elements import ClassNameMatcher
from parsers.page.text.similarity import letters
from parsers.reader.story_candidates import FEW, HEADINGS, PARAGRAPHS, PageStories, StoryCandidate
from parsers.reader.story_signs import (
    is_announced,
    is_called_next,
    is_marked_article,
    is_signed,
    leads_elsewhere,
)

_REASON = "it belongs to another story on this page"
_TOLD = 3
"""Paragraphs that are looked for in what the page's data gives as the text of its story."""
_LIVE = ClassNameMatcher(r"\blive|ticker|timeline|key-?event|\bupdate")


def read_story_head(page: Document) -> HeadlineBlock:
    """The head of the page's story, after the other stories on the page were left out."""
    head = read_headline_block(page)
    if head.block is not None and _Stories(page, head.block).leave_out_others():
        return read_headline_block(page)
    return head


class _Stories(PageStories):
    """The stories of a page, and what speaks for each of the others."""

    def leave_out_others(self) -> bool:
        """Whether there were others. They are gone."""
        candidates = list(self.candidates())
        if not candidates:
            return False
        self.is_live = is_live_blog(self.page)
        boxes: dict[Box, StoryCandidate] = {}
        runs: list[Run] = []
        self.signed_runs: list[Run] = []
        ends: dict[Box, int] = {}
        for candidate in candidates:
            if self.is_made_alike(candidate):
                candidate.box = candidate.beside
            box = candidate.box
            if box.end - box.start > 1:
                self._weigh(candidate)
            if self.told(box.start, box.end) < PARAGRAPHS and not (
                candidate.is_strong or candidate.is_weak
            ):
                run = self._run(candidate)
                if run and run.start >= ends.get(run.box, 0):
                    runs.append(run)
                    ends[run.box] = run.end
                continue
            known = boxes.setdefault(box, candidate)
            if known is not candidate:
                if candidate.heading.tag <= known.heading.tag:  # and no item of a list in it
                    known.is_own |= candidate.is_own
                known.is_strong |= candidate.is_strong
                known.is_weak |= candidate.is_weak
        looks = Counter(each.look for each in boxes.values() if each.is_weak)
        others = [
            box
            for box, candidate in boxes.items()
            if not candidate.is_own
            and (
                candidate.is_strong
                or (candidate.is_weak and not self.is_live and looks[candidate.look] <= FEW)
            )
        ]
        others = [box for box in others if not self._is_own(box.start, box.end)]
        items = self.signed_runs if len(self.signed_runs) > FEW else []  # a newsletter's
        runs = [run for run in runs if run not in items and not self._is_own(run.start, run.end)]
        if not others and not runs:
            return False
        leave_out(self.layout, others, _REASON, runs)
        return True

    def _weigh(self, candidate: StoryCandidate) -> None:
        """What speaks for *candidate* being another story."""
        heading, box = candidate.heading, candidate.box
        size = self.told(box.start, box.end)
        before = self.told(self.headline.index, box.start)
        is_behind = before >= PARAGRAPHS and before * 4 >= size
        """Whether enough of the story stands before it."""
        if size < PARAGRAPHS and not (before and box is not heading):
            return
        inside = list(_between(heading, box))
        elsewhere = leads_elsewhere(self.page, heading, inside)
        # Or it is the same story, for another screen.
        candidate.is_own = elsewhere is False or self.is_headline(heading)
        if candidate.is_own:
            return
        surely = False
        blocks = self.layout.blocks
        if heading.tag not in HEADINGS:
            candidate.is_weak = (
                is_behind
                and elsewhere is True
                and (
                    is_signed(blocks, heading, box, surely=True)
                    or leads_elsewhere(self.page, None, inside) is True
                )
            )
            return
        if before and inside:
            candidate.is_strong = is_announced(blocks, box, heading) or is_called_next(inside)
            if candidate.is_strong:
                return
        is_article = any(is_marked_article(each) for each in inside)
        if is_behind and inside and (size >= PARAGRAPHS or is_article or elsewhere):
            surely = is_signed(blocks, heading, box, surely=True)
            candidate.is_weak = is_article + (elsewhere is True) + surely > 1
        if size >= PARAGRAPHS:
            is_told = before >= max(PARAGRAPHS, size // 4)
            self._compare(candidate, elsewhere is True, is_article, is_told)
            if is_behind and (elsewhere is True or surely) and not self._is_live_inside(inside):
                candidate.is_weak = True

    def _compare(
        self, candidate: StoryCandidate, leads_elsewhere: bool, is_article: bool, is_told: bool
    ) -> None:
        """What speaks for a candidate with paragraphs beside what holds the headline."""
        heading, box, level = candidate.heading, candidate.box, candidate.level
        around = self.around
        own = around[level + 1] if level + 1 < len(around) else None
        """The box beside it that holds the headline."""
        size = self.told(box.start, box.end)
        rest = self.told(around[level].start, around[level].end) - size
        told = self.told(own.start, own.end) if own else 0
        is_beside_article = self._article_told(level) > 0
        if heading.tag < self.rank and not (is_article and is_beside_article):
            return  # what is more of a headline than the headline is nothing beside it
        is_first = heading.tag == "h1" or (is_article and heading.tag <= self.rank)
        signed = is_signed(self.layout.blocks, heading, box)
        beside = candidate.beside
        is_like = own is not None and (own.tag, own.names) == (beside.tag, beside.names)
        signs = signed + is_article + leads_elsewhere + is_first
        # Likeness alone says nothing under a smaller heading: so do chapters look.
        signs += is_like and (signs > 0 or heading.tag <= self.rank)
        candidate.is_strong = rest > 0 and (
            (is_first and is_article and (is_beside_article or (signed and is_told)))
            or (is_first and signed and told >= PARAGRAPHS)
            or (is_article and is_beside_article and signs > 2)
        )
        share = 2
        if heading.tag == self.rank == "h1" and self.has_few_headlines:
            # The headline may stand in no box with its story.
            told = max(told, self.told(self.headline.index, box.start))
            share = 4
        candidate.is_weak |= (
            told >= PARAGRAPHS
            and told * share >= size
            and (is_beside_article or signs > 0)
            and not self._is_live_inside(_between(heading, box))
        )

    def _is_live_inside(self, boxes: Iterable[Box]) -> bool:
        return any(_LIVE(each.names) for each in boxes)

    def _article_told(self, level: int) -> int:
        """How many paragraphs the outermost article around the headline has, below a level."""
        for box in self.around[level + 1 :]:
            if box.tag == "article":
                return self.told(box.start, box.end)
        return 0

    def _run(self, candidate: StoryCandidate) -> Run | None:
        """What follows a heading right in a box around the headline, where that is a story."""
        heading, box = candidate.heading, candidate.box
        outer = box.parent
        if outer is None:
            return None
        start, stop = box.start, outer.end
        if candidate.level + 1 < len(self.around):
            own = self.around[candidate.level + 1]
            begin = own.start
        else:
            begin = self.headline.index
        if start < begin < stop:
            stop = begin
        is_after = start > begin
        told = self.told(begin, start) if is_after else self.told(begin, outer.end)
        is_first = heading.tag == self.rank == "h1"
        if told < (1 if is_first and is_after else PARAGRAPHS):
            return None
        if self.is_live or self.told(start, stop) < PARAGRAPHS:
            return None
        is_apart = is_first or (box.start, outer) in self.ruled
        if not is_apart and (
            not is_after
            or heading.tag == "h3"
            or box.end > heading.end  # a card among the paragraphs
            or heading.link_chars * 10 < heading.text_chars * 9
        ):
            return None
        if self.is_headline(heading):
            return None
        elsewhere = leads_elsewhere(self.page, heading, _between(heading, box))
        if elsewhere is False:
            return None
        signed = is_signed(self.layout.blocks, heading, outer, surely=True)
        is_linked_above = bool(elsewhere and start) and self._is_named_above(heading, start - 1)
        if not (elsewhere or signed) or not (is_apart or signed or is_linked_above):
            return None
        run = Run(outer, start - is_linked_above, stop)
        if not (is_apart or is_linked_above):
            self.signed_runs.append(run)
        return run

    def _is_named_above(self, heading: Box, at: int) -> bool:
        """Whether the line above a heading is a link with its words: "Read more: …"."""
        above = self.layout.blocks[at]
        title = letters(self.layout.blocks[heading.start].text)
        return above.link_chars * 2 > len(above.text) and letters(above.text).endswith(title)

    @cached_property
    def ruled(self) -> set[tuple[int, Box | None]]:
        """Before which blocks lines are drawn, and right in which boxes."""
        return {(box.start, box.parent) for box in self.layout.boxes if box.tag == "hr"}

    def _is_own(self, start: int, end: int) -> bool:
        """Whether the page's data gives the text of these blocks as the text of its story."""
        bodies = [node.get("articleBody") for node in self.page.story[:1]]
        body = fold(next((text for text in bodies if isinstance(text, str)), ""))
        if not body:
            return False
        told = [at for at in range(start, end) if self.told(at, at + 1)]
        return all(fold(self.layout.blocks[at].text)[:40] in body for at in told[:_TOLD])


def _between(heading: Box, box: Box) -> Iterator[Box]:
    """The boxes around *heading* up to *box*, without the heading itself."""
    for each in heading.ancestors():
        if each is not heading:
            yield each
        if each is box:
            return
