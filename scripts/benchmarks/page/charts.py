"""Curves, as pictures that are legible on light and on dark pages."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pygal
from pygal.style import Style

from scripts.benchmarks.page.tables import ANSWERED_BY
from scripts.benchmarks.parts.catalogs import CatalogResult
from scripts.benchmarks.parts.sizes import Point
from scripts.benchmarks.parts.soak import SoakResult
from scripts.benchmarks.scenarios import Contender

_FONT: Final = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"
_LINES: Final = ("#2f81f7", "#d9731a", "#2da44e", "#a371f7")
_TEXT, _GUIDE = "#57606a", "#d0d7de"
_TEXT_ON_DARK, _GUIDE_ON_DARK = "#adb5bd", "#3d444d"
_SCRIPTS_AND_COMMENTS: Final = re.compile(r"<script.*?</script>|<!--.*?-->", re.DOTALL)

Curve = Sequence[tuple[float, float]]


def by_size(points: Sequence[Point]) -> str:
    """Time against the length of the page."""
    curves = {
        ANSWERED_BY[contender]: [(float(each.at), each.measured.p50) for each in points if each.contender is contender]
        for contender in dict.fromkeys(each.contender for each in points)
    }
    return _plot("sizes", "products on the page", "ms, median", curves, sorted({float(each.at) for each in points}))


def by_catalog(results: Sequence[CatalogResult]) -> str:
    """Time against the size of the catalog, whose steps are of ten times."""
    curves = {
        "first page": [each.first.p50 for each in results],
        "page " + " / ".join(f"{each.late_page:,}" for each in results): [each.late.p50 for each in results],
    }
    return _steps("catalogs", "products in the catalog", [f"{each.products:,}" for each in results], curves)


def by_connections(points: Sequence[Point]) -> str:
    """Time against concurrency, whose steps are doublings."""
    mine = [each.measured for each in points if each.contender is Contender.GRAPHQL]
    its = [each.measured for each in points if each.contender is Contender.SQL]
    curves = {
        "GraphQL, median": [each.p50 for each in mine],
        "GraphQL, p99": [each.p99 for each in mine],
        f"{ANSWERED_BY[Contender.SQL]}, median": [each.p50 for each in its],
    }
    labels = [str(each.at) for each in points if each.contender is Contender.GRAPHQL]
    return _steps("concurrency", "connections that ask all the time", labels, curves)


def of_memory(result: SoakResult) -> str:
    """Memory against requests."""
    memory = [(float(count), size / 2**20) for count, size in result.memory]
    settled = result.settled / 2**20
    curves = {
        "resident": memory,
        "when warm": [(float(result.warm_up), settled), (float(result.requests), settled)],
    }
    quarters = [result.requests * part / 4 for part in range(5)]
    return _plot("memory", "requests", "MiB", curves, quarters)


def _plot(name: str, x_title: str, y_title: str, curves: Mapping[str, Curve], x_labels: Sequence[float]) -> str:
    chart = pygal.XY(**_look(x_title, y_title), show_dots=len(x_labels) * 3 > max(map(len, curves.values())))
    chart.x_labels = x_labels
    chart.x_value_formatter = lambda value: f"{value:,.0f}"
    return _drawn(chart, name, curves)


def _steps(name: str, x_title: str, labels: Sequence[str], curves: Mapping[str, Sequence[float]]) -> str:
    chart = pygal.Line(**_look(x_title, "ms"))
    chart.x_labels = labels
    return _drawn(chart, name, curves)


def _look(x_title: str, y_title: str) -> dict[str, Any]:
    return {
        "width": 860,
        "height": 380,
        "x_title": x_title,
        "y_title": y_title,
        "legend_at_bottom": True,
        "include_x_axis": True,
        "js": [],
        "disable_xml_declaration": True,
        "value_formatter": lambda value: f"{value:,.4g}",
        "dots_size": 3.5,
        "truncate_legend": -1,
        "style": Style(
            background="transparent",
            plot_background="transparent",
            foreground=_TEXT,
            foreground_strong=_TEXT,
            foreground_subtle=_TEXT,
            guide_stroke_color=_GUIDE,
            major_guide_stroke_color=_GUIDE,
            opacity="1",
            stroke_width="2.5",
            colors=_LINES,
            font_family=_FONT,
            label_font_size=13,
            major_label_font_size=13,
            legend_font_size=14,
            title_font_size=14,
        ),
    }


def _drawn(chart: Any, name: str, curves: Mapping[str, Any]) -> str:
    chart.uuid = name  # instead of a random one: the same figures make the same picture
    chart.config.css.append(
        f"inline:@media (prefers-color-scheme: dark) {{ #chart-{name} text {{ fill: {_TEXT_ON_DARK} !important; }} "
        f"#chart-{name} .guide.line {{ stroke: {_GUIDE_ON_DARK} !important; }} }}"
    )
    chart.config.legend_at_bottom_columns = len(curves)
    for label, curve in curves.items():
        chart.add(label, curve)
    picture: str = chart.render(is_unicode=True)
    return _SCRIPTS_AND_COMMENTS.sub("", picture) + "\n"
