"""Pages assembled from stories of the corpora: lists, pages about a site, and articles.

The corpora hold few pages that are no articles, and none in most scripts. A site is assembled
from a look (its class names, its dialog, what stands around) and the words of a language; each of
its pages holds a list, a page about the site or an article, in the same surroundings, so that
nothing but the list, the page or the article tells them apart.
"""
