"""Self-contained HTML pages: style, font and content in one file that needs no network and no script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from derivations.notation.html import STYLE, as_html
from derivations.notation.printed import PrintedDerivation
from derivations.notation.titles import heading, plain
from derivations.notation.to_mathml import math
from verify.report.font import FAMILY, font_face, font_licence

__all__ = ["derivations_page", "page"]

PAGE_STYLE: Final = f"""
html{{-webkit-text-size-adjust:100%}}
body{{max-width:56rem;margin:2rem auto;padding:0 1.2rem;color:#1a1a1a;background:#fff;
font:1.06rem/1.5 "STIX Two Text","{FAMILY}",Georgia,"Times New Roman",serif}}
h1,h2,h3{{font-family:system-ui,"Helvetica Neue",Arial,sans-serif;line-height:1.25;font-weight:600}}
h1{{font-size:1.7rem;margin:0 0 .6em}}
h2{{font-size:1.25rem;margin:2em 0 .2em}}
h3{{font-size:1.05rem;margin:1.4em 0 .3em}}
code,pre,.mono{{font-family:ui-monospace,"DejaVu Sans Mono",Consolas,monospace;font-size:.86em}}
math{{font-family:"{FAMILY}","STIX Two Math",math;font-size:1.04em}}
table{{border-collapse:collapse;margin:.8em 0}}
th,td{{padding:.25em .8em .25em 0;text-align:left;vertical-align:top;border-bottom:1px solid #e2e2e2}}
td.number,th.number{{text-align:right;font-variant-numeric:tabular-nums}}
mtd{{border:0;padding:.15em .4em}}
a{{color:#1f5f99}}
svg,img{{max-width:100%;height:auto}}
footer{{margin-top:3em;padding-top:1em;border-top:1px solid #ccc;color:#555;font-size:.85em}}
footer pre{{white-space:pre-wrap}}
@media print{{body{{max-width:none;margin:0;font-size:10.5pt}}.hm-steps,.hm-claim,tr,figure{{break-inside:avoid}}
h2,h3,h4{{break-after:avoid}}details{{display:none}}}}
"""
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"


def page(title: str, body: str, *, style: str = "", heading: bool = True) -> str:
    """A whole page around `body`, which is HTML; `title` is text and, unless `body` brings its own, the first heading.

    >>> "<h1>a &lt; b</h1>" in page("a < b", "<p>text</p>")
    True
    """
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(title)}</title>
<style>
{font_face(body)}
{PAGE_STYLE.strip()}
{STYLE.strip()}
{style.strip()}
</style>
</head>
<body>
{f"<h1>{escape(title)}</h1>" if heading else ""}
{body}
<footer>
<details><summary>Licence of the embedded mathematics font</summary>
<p>The formulas are set in a subset, renamed &ldquo;{FAMILY}&rdquo;, of STIX Two Math.</p>
<pre>{escape(font_licence())}</pre>
</details>
</footer>
</body>
</html>
"""


def derivations_page(derivations: Iterable[PrintedDerivation], *, title: str = "Derivations") -> str:
    """A page of derivations, a list of contents in front where there are several."""
    several = tuple(derivations)
    if len(several) == 1:
        return page(plain(several[0].title), as_html(several[0], level=1), heading=False)
    links = "".join(f'<li><a href="#{escape(d.id)}">{math(heading(d.title))}</a></li>' for d in several)
    contents = f"<nav><ol>{links}</ol></nav>\n"
    return page(title, contents + "".join(as_html(derivation) for derivation in several))
