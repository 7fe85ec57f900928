"""What Vega draws: pictures, and the programs that a page draws with. The one place that knows vl-convert.

It is imported only when it is asked for: it holds a JavaScript engine, and takes a second to start.
"""

from __future__ import annotations

from studyapp.charts.parts import Spec

SCALE = 2  # pixels of a PNG for each of the chart


def draw_svg(spec: Spec) -> str:
    import vl_convert

    return vl_convert.vegalite_to_svg(spec)


def draw_png(spec: Spec) -> bytes:
    import vl_convert

    return vl_convert.vegalite_to_png(spec, scale=SCALE)


def bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, which makes `vegaEmbed`."""
    import vl_convert

    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
