"""The study told in a report: every figure is drawn the same every time, and its sentence has the numbers."""

from xml.etree import ElementTree as ET

import pytest

from cnn.data import load
from cnn.story import geometry_section, study_sections
from cnn.study import Plan, study
from verify.report.model import Figure, Table, svg_width


@pytest.fixture(scope="module")
def studied():
    data = load("mnist-5k")
    plan = Plan(rate_seeds=1, start_epochs=1, final_epochs=2, final_seeds=2, augmented=True, networks=50,
                signal_images=2, held_back=40, resolution=0.2)  # fmt: skip
    return study(type(data)(data.name, data.train[::25], data.test[::10]), plan=plan, workers=1)


@pytest.fixture(scope="module")
def figures(studied):
    return [block for section in study_sections(studied) for block in section.blocks if isinstance(block, Figure)]


def test_every_figure_is_an_svg_with_a_title_and_a_sentence(figures):
    assert len(figures) == 6
    for figure in figures:
        assert ET.fromstring(figure.svg).tag == "{http://www.w3.org/2000/svg}svg"
        assert 200 < svg_width(figure.svg) < 700
        assert len(figure.title) > 10
        assert figure.caption.endswith(".")
        assert any(character.isdigit() for character in figure.caption)


def test_the_same_study_gives_the_same_figures(studied, figures):
    again = [block for section in study_sections(studied) for block in section.blocks if isinstance(block, Figure)]
    assert again == figures


def test_the_sentences_have_the_numbers_of_the_study(studied, figures):
    captions = " ".join(figure.caption for figure in figures)
    he = {t.learning_rate: t.validation_error.mean for t in studied.rates if t.init == "he"}
    assert f"so {min(he, key=he.get):g} is chosen" in captions
    off = sum(n for t, row in enumerate(studied.plain.confusion) for r, n in enumerate(row) if t != r)
    assert f"{off:,} readings lie off it" in captions
    assert f"{studied.plain.test_error.mean:.2%}" in captions


def test_the_tables_have_a_row_for_every_verdict_and_every_trial(studied):
    tables = [block for section in study_sections(studied) for block in section.blocks if isinstance(block, Table)]
    rows = sorted(len(table.rows) for table in tables)
    inits = {trial.init for trial in studied.rates}
    assert rows == sorted([len(studied.verdicts), len(inits), len(studied.plain.before)])
    assert sum(len(table.rows) * (len(table.header) - 1) for table in tables if "rate" in table.header[1]) == len(
        studied.rates
    )


def test_the_live_network_has_the_derived_sizes_fields_and_counts():
    section = geometry_section()
    assert [row["layer"] for row in section.data] == ["c1", "s2", "c3", "s4", "c5", "f6", "out"]
    assert all(row["agrees"] for row in section.data)
