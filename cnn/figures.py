"""The study's figures, as SVG. Colours are Okabe and Ito's, told apart by the colour-blind; markers differ as well."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from cnn.lenet5 import LAYERS, initialisation
from verify.report.model import Figure

if TYPE_CHECKING:
    from cnn.propagation import Signal
    from cnn.study import Final as Finished
    from cnn.study import Misread, RateTrial
    from cnn.train import Run

__all__ = ["confusion_figure", "curves_figure", "final_figure", "misread_figure", "rates_figure", "signal_figure"]

COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS: Final = ("o", "s", "^", "D", "v", "P")
STYLE: Final = {
    "svg.fonttype": "path", "font.family": "DejaVu Sans", "font.size": 9, "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "grid.color": "#e4e4e4", "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False, "axes.titlesize": 9.5,
}  # fmt: skip


@contextmanager
def _drawn(
    width: float, height: float, rows: int = 1, columns: int = 1, **options: Any
) -> Iterator[tuple[Any, Any, list[str]]]:
    """(figure, axes, svg): the SVG stands in the list when the block has ended; the same data give the same bytes."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    svg: list[str] = []
    with mpl.rc_context({**STYLE, "svg.hashsalt": "halfmoment"}):
        figure = Canvas(figsize=(width, height), layout="constrained")
        axes = figure.subplots(rows, columns, **options)
        yield figure, axes, svg
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg.append(buffer.getvalue().decode())


def _percent(axis: Any) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    axis.set_major_locator(LogLocator(base=10, subs=(1, 2, 5)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:g}%"))


def _short(number: float) -> str:
    """Two digits, and a power of ten where the number is far from 1.

    >>> _short(0.35), _short(2.04e8)
    ('0.35', '2.0·10^8')
    """
    if 1e-3 < number < 1e4:
        return f"{number:.2g}"
    digits, power = f"{number:.1e}".split("e")
    return f"{digits}·10^{int(power)}"


def signal_figure(signals: Sequence[Signal]) -> Figure:
    """The second moment of each layer's preactivation at initialisation, measured beside both predictions."""
    columns = 3
    rows = -(-len(signals) // columns)
    with _drawn(8.4, 2.7 * rows + 0.3, rows, columns, sharex=True, squeeze=False) as (figure, axes, svg):
        places = range(len(LAYERS))
        for axis, one in zip(axes.flat, signals, strict=False):
            measured = [layer.measured for layer in one.layers]
            axis.plot(
                places,
                [layer.plain for layer in one.layers],
                "--",
                color=COLOURS[1],
                lw=1.2,
                label="layer-by-layer rule",
            )
            axis.plot(
                places,
                [layer.pooled for layer in one.layers],
                "-",
                color=COLOURS[2],
                lw=1.4,
                label="with pooling and borders",
            )
            bars = [1.96 * layer.standard_error for layer in one.layers]
            axis.errorbar(
                places, measured, yerr=bars, fmt="o", ms=4, color=COLOURS[0], capsize=2, label="measured, 95% interval"
            )
            axis.set_yscale("log")
            axis.set_title(initialisation(one.init).title, fontsize=8)
            axis.set_xticks(list(places), LAYERS)
        for axis in axes[:, 0]:
            axis.set_ylabel("E[z²] of the preactivation\n(no unit, log scale)")
        for axis in axes[-1]:
            axis.set_xlabel("layer")
        for axis in list(axes.flat)[len(signals) :]:
            axis.set_visible(False)
        figure.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    he = next((one for one in signals if one.init == "he"), signals[0])
    worst = max(max(l.pooled / l.measured, l.measured / l.pooled) for one in signals for l in one.layers)
    plain = max(max(l.plain / l.measured, l.measured / l.plain) for l in he.layers)
    growth = {one.init: one.layers[-1].measured / one.layers[0].measured for one in signals}
    smallest, largest = min(growth, key=growth.__getitem__), max(growth, key=growth.__getitem__)
    return Figure(
        "How large the signal is, layer by layer, before training",
        f"From the first to the last layer the second moment changes by a factor of {_short(growth[smallest])} under "
        f"{initialisation(smallest).title} and of {_short(growth[largest])} under {initialisation(largest).title}. "
        f"The dots (means over {he.networks:,} networks) lie on the solid line, at most a factor of {worst:.2f} "
        "away from it. "
        f"The dashed rule E[z'²] = n Var(w) E[z²]/2 + Var(b) knows no pooling and no borders; under He's law "
        f"it is off by a factor of up to {plain:.1f}.",
        svg[0],
    )


def rates_figure(trials: Sequence[RateTrial], *, chance: float) -> Figure:
    """The validation error after one epoch, for each initialisation and learning rate."""
    inits = list(dict.fromkeys(trial.init for trial in trials))
    rates = list(dict.fromkeys(trial.learning_rate for trial in trials))
    with _drawn(8.0, 3.4) as (_, axis, svg):
        for place, rate in enumerate(rates):
            mine = [next(t for t in trials if (t.init, t.learning_rate) == (init, rate)) for init in inits]
            at = [k + 0.22 * (place - (len(rates) - 1) / 2) for k in range(len(inits))]
            for x, trial in zip(at, mine, strict=True):
                values = trial.validation_error.values
                axis.plot([x] * len(values), values, MARKERS[place], ms=3, color=COLOURS[place], alpha=0.35, mec="none")
            means = [trial.validation_error.mean for trial in mine]
            axis.plot(
                at, means, MARKERS[place], ms=7, color=COLOURS[place], mec="white", label=f"learning rate {rate:g}"
            )
        axis.axhline(chance, color="#555555", lw=1, ls=":")
        axis.annotate(
            "guessing", (len(inits) - 0.6, chance), (4, 2), textcoords="offset points", fontsize=8, color="#333333"
        )
        axis.set_xlim(-0.6, len(inits) - 0.1)
        axis.set_xticks(range(len(inits)), inits)
        axis.set_yscale("log")
        _percent(axis.yaxis)
        axis.set_ylabel("validation error after one epoch\n(images misread, log scale)")
        axis.set_xlabel("initialisation")
        axis.legend(ncols=len(rates), loc="upper center", bbox_to_anchor=(0.5, 1.16))
    failing = [rate for rate in rates if all(t.fails for t in trials if t.learning_rate == rate)]
    he = {t.learning_rate: t.validation_error.mean for t in trials if t.init == "he"}
    best = min(he, key=he.__getitem__)
    sentence = ", ".join(f"{rate:g}: {error:.1%}" for rate, error in sorted(he.items(), reverse=True))
    fails = (
        f" Learning rate {', '.join(f'{rate:g}' for rate in failing)} fails under every initialisation."
        if failing
        else ""
    )
    return Figure(
        "Which learning rate a training starts with",
        f"Lower is better; small marks are single seeds, large marks their means. Under He's initialisation, by "
        f"learning rate, {sentence}; so {best:g} is chosen, on images held back from training.{fails}",
        svg[0],
    )


def curves_figure(runs: Sequence[Run]) -> Figure:
    """Training loss and test error, epoch by epoch, under every initialisation."""
    with _drawn(8.4, 3.7, 1, 2) as (figure, (left, right), svg):
        for place, run in enumerate(runs):
            epochs = [epoch.number for epoch in run.epochs]
            options = {"marker": MARKERS[place], "ms": 3.5, "lw": 1.2, "color": COLOURS[place]}
            left.plot(
                epochs,
                [epoch.train_loss for epoch in run.epochs],
                **options,
                label=initialisation(run.recipe.init).title,
            )
            right.plot(epochs, [epoch.test_error for epoch in run.epochs], **options)
        for axis in (left, right):
            axis.set_xlabel("epoch")
            axis.set_yscale("log")
            axis.xaxis.get_major_locator().set_params(integer=True)
        left.set_ylabel("training loss (nats per image, log scale)")
        right.set_ylabel("test error (images misread, log scale)")
        _percent(right.yaxis)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    ends = {run.recipe.init: run.epochs[-1].test_error for run in runs}
    best, worst = min(ends, key=ends.__getitem__), max(ends, key=ends.__getitem__)
    return Figure(
        "How training goes on under each initialisation",
        f"After {len(runs[0].epochs)} epochs at learning rate {runs[0].recipe.learning_rate:g}, "
        f"{initialisation(best).title} misreads {ends[best]:.1%} of the test images and {initialisation(worst).title} "
        f"{ends[worst]:.1%}. Nothing but the law of the first weights differs between the curves.",
        svg[0],
    )


def final_figure(plain: Finished, augmented: Finished | None) -> Figure:
    """Test error, epoch by epoch, of every seed."""
    with _drawn(7.2, 3.2) as (_, axis, svg):
        for place, (name, final) in enumerate((("plain", plain), ("augmented", augmented))):
            for number, run in enumerate(final.runs if final else ()):
                axis.plot(
                    [epoch.number for epoch in run.epochs], [epoch.test_error for epoch in run.epochs],
                    color=COLOURS[place], ls="-" if place == 0 else "--", marker=MARKERS[place], ms=2.5, lw=1,
                    label=f"{name}, {len(final.runs)} seeds" if final and number == 0 else None,
                )  # fmt: skip
        axis.set_yscale("log")
        _percent(axis.yaxis)
        axis.set_xlabel("epoch")
        axis.xaxis.get_major_locator().set_params(integer=True)
        axis.set_ylabel("test error (images misread, log scale)")
        axis.legend()
    return Figure(
        "The chosen training, several seeds",
        f"A line is a network trained from a seed of its own. After {len(plain.runs[0].epochs)} epochs the plain "
        f"recipe misreads {_interval(plain)}" + (f", the augmented one {_interval(augmented)}." if augmented else "."),
        svg[0],
    )


def _interval(final: Finished) -> str:
    estimate = final.test_error
    if estimate.interval is None:
        return f"{estimate.mean:.2%}"
    low, high = estimate.interval
    return f"{estimate.mean:.2%} ({estimate.level:.0%} interval over seeds {low:.2%} to {high:.2%})"


def confusion_figure(confusion: Sequence[Sequence[int]], *, networks: int) -> Figure:
    """Which digit is read as which."""
    from matplotlib.colors import LogNorm

    most = max(map(max, confusion))
    with _drawn(5.4, 4.6) as (figure, axis, svg):
        image = axis.imshow(
            [[count or float("nan") for count in row] for row in confusion], cmap="cividis_r", norm=LogNorm(1, most)
        )
        for true, row in enumerate(confusion):
            for read, count in enumerate(row):
                if count:
                    dark = count > most**0.55
                    axis.text(
                        read, true, f"{count}", ha="center", va="center", fontsize=7, color="white" if dark else "black"
                    )
        axis.grid(visible=False)
        axis.set_xticks(range(10))
        axis.set_yticks(range(10))
        axis.set_xlabel("class read by the network")
        axis.set_ylabel("true class")
        figure.colorbar(image, ax=axis, label="test images (log scale)", shrink=0.85)
    wrong = {(t, r): n for t, row in enumerate(confusion) for r, n in enumerate(row) if t != r and n}
    worst = max(wrong, key=wrong.__getitem__) if wrong else None
    most_often = f" Most often a {worst[0]} is read as a {worst[1]}, {wrong[worst]} times." if worst else ""
    return Figure(
        "What is taken for what",
        f"Summed over {networks} networks; the diagonal is what is read rightly, {sum(wrong.values()):,} readings lie "
        "off it." + most_often,
        svg[0],
    )


def misread_figure(misread: Sequence[Misread]) -> Figure | None:
    """The test images that most networks misread."""
    shown = misread[:24]
    if not shown:
        return None
    columns = 8
    rows = -(-len(shown) // columns)
    with _drawn(8.0, 1.28 * rows, rows, columns, squeeze=False) as (_, axes, svg):
        for axis in axes.flat:
            axis.axis("off")
        for axis, one in zip(axes.flat, shown, strict=False):
            wrong = [read for read in one.read if read != one.label]
            usual = max(set(wrong), key=wrong.count)
            axis.imshow(one.pixels, cmap="gray_r", interpolation="nearest")
            axis.set_title(f"{one.label} as {usual} ({len(wrong)}/{len(one.read)})", fontsize=7.5)
    return Figure(
        "Digits that are misread",
        f"Above each image: its true class, what it is most often taken for, and how many of the {len(shown[0].read)} "
        "networks misread it.",
        svg[0],
    )
