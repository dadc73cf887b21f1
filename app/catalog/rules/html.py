"""Descriptions come from merchants' files. What shoppers' browsers get is a small, safe subset of HTML."""

import re
import unicodedata

import nh3

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code"),
    *("strong", "b", "em", "i", "u", "s", "small", "sub", "sup", "span"),
    *("ul", "ol", "li", "dl", "dt", "dd"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    "a",
}
_ATTRIBUTES = {"a": {"href", "title"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}, "*": {"lang", "dir"}}
_EMPTY_PARAGRAPHS = re.compile(r"(<p>(\s|&nbsp;|<br>)*</p>\s*)+")


def clean_html(text: str) -> str:
    """The text without anything that could run, load, style or submit something. Cleaning twice changes nothing.

    Links keep only `http`, `https` and `mailto` targets, and tell search engines that the shop does not vouch for them.
    """
    cleaned = nh3.clean(
        "".join(character for character in text if not _is_control(character)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return _EMPTY_PARAGRAPHS.sub("", cleaned).strip()


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in "\n\t"
