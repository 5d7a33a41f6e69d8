"""The training study told as sections of a report: what was done, what a reader should see, the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from verify.report.model import Paragraph, Section, Table

if TYPE_CHECKING:
    from cnn.study import Estimate, Study

__all__ = ["error_words", "geometry_section", "study_sections"]

CHAIN = (
    "conv k5 c6; maxpool k2; relu; conv k5 c16; maxpool k2; relu; conv k5 c120; relu; flatten; "
    "linear 84; relu; linear 10"
)


def geometry_section() -> Section:
    """LeNet-5's sizes, fields and counts: derived from the chain as text, and measured on the live network."""
    from cnn.geometry import geometry
    from derivations.convolution.chain import read_chain
    from derivations.convolution.walk import walk

    walked = walk(read_chain(CHAIN), (1, 32, 32))
    derived = [row for row in walked.rows[1:] if row.layer is not None and row.layer.kind not in {"relu", "flatten"}]
    measured = geometry()
    rows, data = [], []
    for row, seen in zip(derived, measured, strict=True):
        field = row.fields[0]
        shape = tuple(part for part in row.shape if part != 1) or row.shape
        span = (32, 32) if field is None or field.span is None else (field.span, field.span)
        theirs = (shape, row.params.number, row.macs.number, span)
        ours = (
            tuple(part for part in seen.output_shape if part != 1),
            seen.parameters,
            seen.multiplications,
            seen.receptive_field,
        )
        agrees = theirs == ours
        rows.append(
            (
                seen.name,
                " x ".join(map(str, seen.output_shape)),
                f"{seen.receptive_field[0]} x {seen.receptive_field[1]}",
                f"{seen.parameters:,}",
                f"{seen.multiplications:,}",
                "yes" if agrees else f"no: derived {theirs}",
            )
        )
        data.append({"layer": seen.name, "derived": _plain(theirs), "measured": _plain(ours), "agrees": agrees})
    total = sum(seen.parameters for seen in measured)
    table = Table(
        ("layer", "output", "field in pixels", "parameters", "multiplications", "as derived"), tuple(rows), right=(3, 4)
    )
    words = Paragraph(
        "Measured on the live network, with no formula: its output sizes, which pixels a unit responds to, its "
        f"parameters ({total:,} in all) and its multiplications of one image. The last column compares them with what "
        "the derived formulas give for the same chain of layers."
    )
    return Section("geometry", "LeNet-5 measured against the derived sizes and counts", (words, table), data)


def _plain(values: tuple[Any, ...]) -> list[Any]:
    return [list(value) if isinstance(value, tuple) else value for value in values]


def study_sections(study: Study) -> tuple[Section, ...]:
    """The study in the order in which it was made."""
    from cnn.figures import (
        confusion_figure,
        curves_figure,
        final_figure,
        misread_figure,
        rates_figure,
        signal_figure,
    )

    train, test = study.images
    per_class = [sum(row) for row in study.plain.confusion]
    chance = 1 - max(per_class) / sum(per_class)  # the error of always naming the commonest class
    seeds = len(study.plain.runs)
    told = Paragraph(
        f"Data: {study.data}, {train:,} images to train on and {test:,} to test on. Learning rates were compared with "
        f"{study.plan.held_back:,} of the training images held back; the chosen one was then used on all of them. The "
        "test images were looked at and never chosen by. Every run is repeatable from its seed."
    )
    misread = misread_figure(study.plain.misread)
    return (
        Section(
            "signal",
            "The signal before training",
            (signal_figure(study.signals), _conditional(study)),
            {"signals": [one.to_dict() for one in study.signals]},
        ),
        Section(
            "rates",
            "Learning rates and initialisations",
            (told, rates_figure(study.rates, chance=chance), _rates(study), curves_figure(study.starts)),
            {key: study.to_dict()[key] for key in ("rates", "chosen_rate", "starts")},
        ),
        Section(
            "final",
            f"LeNet-5 trained from {seeds} seeds" if seeds > 1 else "LeNet-5 trained",
            (
                Paragraph(f"Test error after {study.plan.final_epochs} epochs: {error_words(study)}."),
                final_figure(study.plain, study.augmented),
                confusion_figure(study.plain.confusion, networks=seeds),
                *([misread] if misread else []),
                _before_after(study),
            ),
            {
                "data": study.data,
                "images": {"train": train, "test": test},
                "plain": study.plain.to_dict(),
                "augmented": study.augmented and study.augmented.to_dict(),
                "environment": dict(study.environment),
                "seconds": study.seconds,
            },
        ),
    )


def error_words(study: Study) -> str:
    """The plain recipe's mean test error with its interval, and the augmented one's where there is one."""
    words = _with_interval(study.plain.test_error)
    return words + (f"; augmented: {_with_interval(study.augmented.test_error)}" if study.augmented else "")


def _with_interval(estimate: Estimate) -> str:
    if estimate.interval is None:
        return f"{estimate.mean:.2%}"
    low, high = estimate.interval
    return f"{estimate.mean:.2%} ({estimate.level:.0%} interval {low:.2%} to {high:.2%}, {len(estimate.values)} seeds)"


def _rates(study: Study) -> Table:
    inits = dict.fromkeys(trial.init for trial in study.rates)
    rates = list(dict.fromkeys(trial.learning_rate for trial in study.rates))
    rows = tuple(
        (
            init,
            *(f"{t.validation_error.mean:.1%} ({t.learned} of {len(t.runs)})" for t in study.rates if t.init == init),
        )
        for init in inits
    )
    return Table(
        ("initialisation", *(f"learning rate {rate:g}" for rate in rates)),
        rows,
        right=tuple(range(1, 1 + len(rates))),
        caption="Validation error after one epoch, the mean over the seeds; in brackets how many of the runs read the "
        "test images better than guessing.",
    )


def _conditional(study: Study) -> Table:
    rows = []
    trained = [("he, trained", study.plain.conditional)]
    trained += [("he, trained, augmented", study.augmented.conditional)] if study.augmented else []
    for init, verdicts in (*study.conditional, *trained):
        for verdict in verdicts:
            interval = "" if verdict.interval is None else "[{:.5g}, {:.5g}]".format(*verdict.interval)
            derived = f"{verdict.expected:.5g}" if isinstance(verdict.expected, float) else str(verdict.expected)
            rows.append((init, verdict.check.removeprefix("lenet5-"), derived, interval, verdict.verdict))
    return Table(
        ("initialisation", "layer", "derived", "measured", "verdict"),
        tuple(rows),
        right=(2, 3),
        caption="What must hold exactly: given what a layer really reads, Var(z) = n Var(w) E[x^2] + Var(b) over fresh "
        "weights. Tested sequentially on the live network, before training and after it.",
    )


def _before_after(study: Study) -> Table:
    from cnn.lenet5 import LAYERS

    rows = tuple(
        (layer, f"{before:.4g}", f"{after:.4g}", f"{after / before:.3g}")
        for layer, before, after in zip(LAYERS, study.plain.before, study.plain.after, strict=True)
    )
    return Table(
        ("layer", "E[z^2] before", "after training", "ratio"),
        rows,
        right=(1, 2, 3),
        caption="The second moment of each layer's preactivation, of the first network, before and after training.",
    )
