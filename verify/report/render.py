"""A report in the format that a file's ending names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from derivations.errors import UserError
from verify.report.model import Report

__all__ = ["ENDINGS", "refuse_ending", "render", "report_dict"]

ENDINGS = (".html", ".pdf", ".md", ".json")


def render(report: Report, ending: str) -> str | bytes:
    """The report as `.html`, `.pdf`, `.md` or `.json`."""
    match ending.lower():
        case ".html" | ".htm":
            from verify.report.html import report_html

            return report_html(report)
        case ".pdf":
            from verify.report.pdf import report_pdf

            return report_pdf(report)
        case ".md":
            from verify.report.markdown import report_markdown

            return report_markdown(report)
        case ".json":
            return json.dumps(report_dict(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        case _:
            raise UserError(f"a report cannot be written as {ending!r}; known: {', '.join(ENDINGS)}")


def refuse_ending(path: Path) -> None:
    """UserError where no renderer is known for a file."""
    if path.suffix.lower() not in {*ENDINGS, ".htm"}:
        raise UserError(f"a report cannot be written to {str(path)!r}; known endings: {', '.join(ENDINGS)}")


def report_dict(report: Report) -> dict[str, Any]:
    """The report as JSON."""
    from derivations.notation.documents import as_json

    return {
        "schema_version": 1,
        "title": report.title,
        "command": report.command,
        "highlights": {what: value for value, what in report.highlights},
        "summary": report.counts,
        "derivations": [as_json(derivation) for derivation in report.derivations],
        "verdicts": [verdict.to_dict() for verdict in report.every],
        "sections": [{"id": s.id, "title": s.title, "data": s.data} for s in report.sections if s.data is not None],
        "failures": [{"part": failure.part, "message": failure.message} for failure in report.failures],
        "environment": dict(report.environment),
    }
