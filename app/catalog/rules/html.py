"""Descriptions come from merchants' files. What shoppers' browsers get is a small, safe subset of HTML."""

import re
from html import unescape

import nh3

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code"),
    *("strong", "b", "em", "i", "u", "s", "small", "sub", "sup", "span"),
    *("ul", "ol", "li", "dl", "dt", "dd"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    "a",
}
_ATTRIBUTES = {"a": {"href", "title"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}, "*": {"lang", "dir"}}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener",
)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but for line ends and tabs, and halves of surrogate pairs, which no encoding can write."""
_WORDS = r"[^<>&\x00-\x08\x0b-\x1f\x7f-\xa0\ud800-\udfff\ufeff]"
_PLAINLY_SAFE = re.compile(
    rf"(?:{_WORDS}++|<(p|h[2-6]|li)>(?=\S)(?:{_WORDS}++|<(strong|b|em|i|u|s|small|sub|sup|span)>{_WORDS}*+</\2>)++</\1>)*+"
)
"""Words, and tags of one level that are closed as they were opened: what most descriptions are made of. The cleaner
would give back the same, and takes twenty times as long to say so."""
_EMPTY_PARAGRAPHS = re.compile(r"(<p>(\s|&nbsp;|<br>)*</p>\s*)+")

_BLOCKS = re.compile(
    r"<(?=/?(?:p|br|hr|h[2-6]|blockquote|pre|ul|ol|li|dl|dt|dd|table|caption|t(?:head|body|foot|r|h|d))\b)"
)
"""Tags that stand between words; others stand inside of them."""

_BARE_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_TAGS))})(?: ?/)?>")
"""One that says nothing besides. What is left without them has no other tag, most times."""


def clean_html(text: str) -> str:
    """The text without anything that could run, load, style or submit something. Cleaning twice changes nothing.

    Links keep only `http`, `https` and `mailto` targets, and tell search engines that the shop does not vouch for them.
    """
    if not text or _PLAINLY_SAFE.fullmatch(text):
        return text.strip()
    return _EMPTY_PARAGRAPHS.sub("", _CLEANER.clean(_CONTROLS.sub("", text))).strip()


def plain_text(html: str, longest: int | None = None) -> str:
    """What safe HTML says, on one line; cut before the word that does not fit, with an ellipsis."""
    apart = _BLOCKS.sub(" <", html)
    bare = _BARE_TAG.sub("", apart)
    if "<" in bare:
        bare = nh3.clean(apart, tags=set())
    text = " ".join(unescape(bare).split())
    if longest is None or len(text) <= longest:
        return text
    whole_words = text[:longest].rpartition(" ")[0] or text[: longest - 1]
    return f"{whole_words.rstrip(' ,.;:')}…"
