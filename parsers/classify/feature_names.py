"""What is measured of blocks and pages: the names of the features, in the order of their rows,
each with the words in which ``--explain`` tells of it.

The models, their code and their tests name features as these lists do. *Prose* is text that is
long and has few links; the *main box* is the one that holds most of the prose; *parent* and
*grand* are the elements around the one that a block stands in.
"""

from __future__ import annotations

Row = tuple[float, ...]
"""The features of one block, or of a page, in the order of their list."""

OF_BLOCK = {
    "length": "its length",
    "link_density": "the share of links in it",
    "spaces": "its length",
    "consent_letters": "words of consent",
    "ending": "how it ends",
    "signs": "bars, at or copyright signs",
    "phrase": "how it begins",
    "in_description": "whether the page's description begins so",
    "in_article_body": "whether the page's data has it in the story",
    "capitals": "the share of capitals",
    "exclaims": "questions and calls",
    "quotes": "quotation marks",
    "chrome_word_share": "the share of words of chrome",
}
"""Of a block's text by itself."""

OF_WORDS = {
    "consent_words": "words of consent",
    "letter_words": "words of letters and subscriptions",
    "notice_words": "words of notices",
    "reader_words": "words to the reader",
    "media_words": "words of players and galleries",
    "offer_words": "words of advertisements and offers",
    "talk_words": "words of comments, polls and other stories",
}
"""How many words of chrome a block begins with."""

OF_PLACE = {
    "times": "how often the page has it",
    "occurrence": "how often the page has it",
    "heading_phrase": "what the heading above it says",
    "since_heading": "how far the heading above it is",
    "heading_tag": "the heading above it",
    "below_heading": "where the heading above it stands",
    "from_h1": "how far it stands from the headline",
    "chars_from_h1": "how far it stands from the headline",
    "from_main_start": "where it stands in the main box",
    "to_main_end": "where it stands in the main box",
    "from_first_prose": "how far it stands from the first and last prose",
    "to_last_prose": "how far it stands from the first and last prose",
    "since_prose": "the prose right before it",
    "until_prose": "the prose right behind it",
    "previous_link_density": "links in the blocks beside it",
    "next_length": "the length of the next block",
    "next_link_density": "links in the blocks beside it",
    "previous_tag": "the elements beside it",
    "next_tag": "the elements beside it",
    "second_previous_link_density": "links in the blocks beside it",
}
"""Of the place of a block among the others."""

OF_BOX = {
    "box_tag": "its element",
    "near_weight": "the names of its element",
    "far_weight": "the names of the elements around it",
    "far_weight_min": "the names of the elements around it",
    "far_weight_max": "the names of the elements around it",
    "within": "the kinds of elements around it",
    "box_blocks": "the number of texts beside it",
    "box_link_density": "the share of links around it",
    "box_prose": "how much prose stands with it",
    "main_levels": "how far it stands apart from the main box",
    "levels_apart": "how far it stands apart from the main box",
    "depth": "how deep it stands in the page",
    "siblings": "how many elements look like its own",
    "signature_prose": "the prose in elements like its own",
    "signature_chars": "the text in elements like its own",
    "apart_weight": "the names of the elements that part it from the main box",
    "apart_weight_min": "the names of the elements that part it from the main box",
    "in_comments": "a name of comments around it",
    "in_consent": "a name of dialogs around it",
    "in_caption": "a name of captions or galleries around it",
    "is_hidden": "that it is hidden",
    "is_aria_hidden": "that it is hidden from screen readers",
    "is_for_screen_readers": "that it is for screen readers",
    "is_aside": "that it stands aside",
}
"""Of the element a block stands in: the same for all its blocks."""

OF_PARENT = {
    "parent_near_weight": "the names of its element",
    "grand_far_weight": "the names of the elements around it",
    "great_far_weight": "the names of the elements around it",
    "parent_link_density": "the share of links around it",
    "grand_link_density": "the share of links around it",
    "parent_prose": "how much prose stands with it",
    "parent_prose_inside": "how much prose stands with it",
    "grand_prose": "how much prose stands with it",
    "grand_prose_inside": "how much prose stands with it",
    "parent_prose_density": "how much of the text around it is prose",
    "grand_prose_density": "how much of the text around it is prose",
    "parent_chars": "the text around it",
    "parent_blocks": "the number of texts around it",
    "parent_siblings": "how many elements look like the one around it",
    "grand_siblings": "how many elements look like the one around it",
    "grand_pictures": "pictures around it",
    "grand_headings": "headings around it",
    "parent_chrome_words": "words of consent, letters and notices around it",
    "grand_chrome_words": "words of consent, letters and notices around it",
}
"""Of the elements around that one: the same for all boxes in one box."""

OF_MAIN = {
    "main_prose_share": "the share of the page's prose in the main box",
    "main_prose": "the prose in the main box",
    "main_prose_by_word_count": "the prose in the main box",
}
"""Of the main box: the same for all blocks of a page."""

BLOCK = OF_BLOCK | OF_WORDS | OF_PLACE | OF_BOX | OF_PARENT | OF_MAIN
"""The features of a block: what the first trees look at."""

CONTEXT = {
    "own_score": "what it is by itself",
    "previous_score": "the block before it",
    "next_score": "the block behind it",
    "before_likely": "the blocks before it",
    "after_likely": "the blocks behind it",
    "parent_likely": "the text around it",
    "grand_likely": "the text around it",
    "signature_likely": "the text in elements like its own",
    "to_last_sure": "how far it stands from the end of the story",
    "section_likely": "the text below the same heading",
    "page_likely": "how much of the page may be the story",
    "parent_share": "the share of the story that stands with it",
    "box_tag": "its element",
    "length": "its length",
    "link_density": "the share of links in it",
    "phrase": "how it begins",
    "in_article_body": "whether the page's data has it in the story",
    "times": "how often the page has it",
}
"""The features of a block in its context: what the second trees look at. The last six are the
block's own. *Likely* is the share of the text that the first trees take for the story."""

OF_TEXT = {
    "kept_blocks": "the number of blocks that would be its text",
    "kept_prose": "the number of its paragraphs",
    "kept_letters": "the length of its text",
    "kept_mean": "the length of its blocks",
    "kept_longest": "the length of its blocks",
    "kept_median": "the length of its blocks",
    "kept_prose_share": "the share of long paragraphs",
    "home_share": "whether its text stands in one place",
    "homes": "whether its text stands in one place",
    "score_mean": "how sure its blocks are",
    "score_max": "how sure its blocks are",
    "score_weighted": "how sure its blocks are",
    "kept_link_share": "the share of links in its text",
    "kept_links": "lines that are links",
    "kept_link_lines": "lines that are links",
    "kept_heading_share": "the share of headings",
    "linked_headings_kept": "headings that are links",
    "cut_share": "texts that break off",
    "stop_share": "texts that end as sentences do",
    "teasers": "texts below headings that are links",
    "teaser_share": "texts below headings that are links",
    "below_link_share": "texts below links",
    "quotes": "quotation marks",
    "longest_run": "the longest run of paragraphs",
    "longest_run_share": "the longest run of paragraphs",
    "first_from_h1": "where its text begins below the headline",
    "kept_density": "how close its blocks stand",
}
"""Of the text that would be a page's article."""

OF_LABELS = {
    "prices": "prices",
    "days": "dates beside texts",
    "shop_labels": "what shops say",
    "list_labels": "what lists say",
    "talk_labels": "what forums say",
    "about_labels": "what pages about a site say",
    "pager_labels": "numbers of pages",
}
"""Of the short texts of a page."""

OF_WHOLE = {
    "blocks": "the number of texts on the page",
    "letters": "the length of the page",
    "kept_share": "the share of the page that would be its text",
    "sure_share": "the share of the page that is surely text",
    "link_share": "the share of links on the page",
    "linked_blocks": "the share of links on the page",
    "linked_block_share": "the share of links on the page",
    "headings": "the number of headings",
    "linked_headings": "headings that are links",
    "first_headings": "headlines of the first order",
    **OF_LABELS,
    "label_share": "the share of short texts",
    "repeated_links": "links that repeat",
    "left_out": "menus and footers",
    "headline_links": "links with its own headline",
    "is_in_menu": "its headline in a menu",
    "pictures": "pictures",
    "linked_pictures": "pictures that are links",
}
"""Of all blocks of a page."""

OF_CARDS = {
    "most_cards": "cards side by side",
    "headed_cards": "cards with headings",
    "most_alike": "elements that are alike",
    "cards_share": "the share of the page in cards",
    "kept_cards_share": "the share of its text in cards",
    "kept_alike_share": "the share of its text in elements that are alike",
    "articles": "article elements",
    "linked_articles": "article elements with links",
    "pagers": "names of pagers",
}
"""Of boxes that stand beside others like them."""

OF_CLAIMS = {
    "og_type": "its og:type",
    "story_types": "stories in its linked data",
    "list_types": "lists in its linked data",
    "shop_types": "goods in its linked data",
    "talk_types": "questions in its linked data",
    "list_items": "lists in its linked data",
    "has_types": "that it has linked data",
    "data_headline_likeness": "the headline in its linked data",
    "title_likeness": "whether its title is its headline",
    "has_data_date": "a day in its linked data",
    "has_data_author": "an author in its linked data",
    "is_dated": "a day of publication",
    "is_signed": "authors",
    "has_published_meta": "a time of publication in its head",
    "has_modified_meta": "a time of publication in its head",
    "has_author_meta": "an author in its head",
    "has_next": "a next page",
    "price_metas": "a price in its head",
    "headline_letters": "the length of its headline",
    "description_letters": "the length of its description",
    "list_headline": "a headline as lists have",
    "about_headline": "a headline as pages about a site have",
}
"""What a page says it is."""

OF_ADDRESS = {
    "folders": "the folders of its address",
    "last_words": "the words of its address",
    "last_length": "the length of its address",
    "path_length": "the length of its address",
    "has_year": "a year in its address",
    "list_words": "words of lists in its address",
    "about_words": "words of pages about a site in its address",
    "ends_in_list_word": "words of lists in its address",
    "ends_in_about_word": "words of pages about a site in its address",
    "has_page_number": "a page's number in its address",
    "has_shop_path": "an address as shops have",
    "is_section": "an address as sections have",
    "has_number": "a number in its address",
    "ends_in_slash": "a folder as its address",
    "query_length": "the query of its address",
    "is_root": "the address of a home page",
}
"""Of its address."""

WORD_GROUPS = ("body", "class", "label", "path", "headline", "meta")
"""Where the words of a page come from; each group has weights of its own."""
_SAID_BY = {
    "body": "names of its body",
    "class": "names of its elements",
    "label": "its short texts",
    "path": "words of its address",
    "headline": "words of its headline",
    "meta": "what its head holds",
}
OF_PAGE_WORDS = {
    f"{group}_words_{part}": _SAID_BY[group]
    for group in WORD_GROUPS
    for part in ("all", "highest", "lowest")
}
"""Of its words: the weights of all, of the highest and of the lowest."""

PAGE = OF_TEXT | OF_WHOLE | OF_CARDS | OF_CLAIMS | OF_ADDRESS | OF_PAGE_WORDS
"""The features of a page."""
