"""Verdicts as JUnit XML, for build servers."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from verify.verdicts import Verdict

__all__ = ["junit_xml"]


def junit_xml(verdicts: Iterable[Verdict]) -> str:
    """One test case a verdict: refuted is a failure, inconclusive an error.

    >>> junit_xml([]).splitlines()[1]
    '<testsuite name="halfmoment" tests="0" failures="0" errors="0" />'
    """
    verdicts = list(verdicts)
    words = [v.verdict for v in verdicts]
    suite = ET.Element(
        "testsuite", name="halfmoment", tests=str(len(words)), failures=str(words.count("refuted")),
        errors=str(words.count("inconclusive")),
    )  # fmt: skip
    for verdict in verdicts:
        case = ET.SubElement(
            suite, "testcase", classname=f"halfmoment.{verdict.result}", name=verdict.check,
            time=f"{verdict.seconds or 0:.3f}",
        )  # fmt: skip
        if verdict.verdict in {"refuted", "inconclusive"}:
            kind = "failure" if verdict.verdict == "refuted" else "error"
            ET.SubElement(case, kind, message=str(verdict)).text = f"{verdict}\nrerun: {verdict.rerun}"
    return "<?xml version='1.0' encoding='utf-8'?>\n" + ET.tostring(suite, encoding="unicode") + "\n"
