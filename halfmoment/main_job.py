"""The main job: derive, verify, train, report. A part that fails is reported as failed, and the rest still comes."""

from __future__ import annotations

import os
import platform
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, TypeVar

from derivations.errors import UserError
from verify.report.model import Failure, Report, Section
from verify.verdicts import Verdict, exit_status

if TYPE_CHECKING:
    from cnn.study import Study
    from derivations.notation.printed import PrintedDerivation

__all__ = ["Stage", "cores", "make_report", "register_checks", "report_status", "verify"]

Made = TypeVar("Made")
Stage = Callable[[str, int, int], None]  # name of the part, done, of how many
PACKAGES = (
    "halfmoment",
    "sympy",
    "numpy",
    "scipy",
    "torch",
    "z3-solver",
    "cvc5",
    "python-flint",
    "matplotlib",
    "typst",
)
QUICK_RESOLUTION = 0.05


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def register_checks() -> None:
    """Let the checks that need torch register themselves, after the others."""
    from verify.checks import all_checks

    all_checks()
    import cnn.checks  # noqa: F401


def verify(ids: Iterable[str] = (), **options: Any) -> list[Verdict]:
    """Run every check of the named results (all without a name), those that need torch included.

    Options as in `verify.run.verify`: checks, seed, family_error, resolution, budget, workers.

    >>> [v.verdict for v in verify(["effective-kernel-size"], checks=["replay", "smt", "torch"])]
    ['proved', 'proved', 'confirmed']
    """
    from verify import run

    register_checks()
    return run.verify(ids, **options)


class _Parts:
    """Runs the parts; what one of them raises is kept, except an interrupt."""

    def __init__(self, on_failure: Callable[[str], None]) -> None:
        self.failures: list[Failure] = []
        self.on_failure = on_failure

    def run(self, part: str, make: Callable[[], Made], otherwise: Made) -> Made:
        try:
            return make()
        except UserError as error:
            self.failures.append(Failure(part, str(error)))
        except Exception as error:  # noqa: BLE001 (whatever went wrong, the other parts are wanted)
            self.failures.append(Failure(part, f"{type(error).__name__}: {error}"))
            self.on_failure(traceback.format_exc())
        return otherwise


def make_report(
    *,
    quick: bool = False,
    seed: int = 0,
    data: str = "mnist-5k",
    ids: Sequence[str] = (),
    workers: int | None = None,
    stage: Stage = lambda *_: None,
    on_failure: Callable[[str], None] = lambda _: None,
    command: str = "halfmoment report",
) -> Report:
    """Derive every result (or those named), run every check, train the network, and put it all in one report.

    `quick` samples to a resolution of 5% instead of 1%, trains less, and leaves integer results to their SMT proofs: no
    enumeration, no torch. `stage` is told how far each part is; `on_failure` is given the traceback of a part that
    failed. One core is one worker unless told.
    """
    started, workers = time.perf_counter(), workers or cores()
    parts = _Parts(on_failure)
    named = parts.run("catalogue", lambda: list(ids) or _catalogue(), [])
    derivations = []
    for place, id_ in enumerate(named):
        stage("derive", place, len(named))
        derivations += parts.run(f"derivation of {id_}", lambda id_=id_: [_derived(id_)], [])
    derived = [derivation.id for derivation in derivations]
    verdicts = parts.run("verification", lambda: _verified(derived, quick, seed, workers, stage), []) if derived else []
    geometry = parts.run("geometry of the network", _geometry, None)
    study = parts.run("training study", lambda: _studied(quick, seed, data, workers, stage), None)
    sections = parts.run("figures of the study", lambda: _told(study), ()) if study is not None else ()
    stage("report", 0, 1)
    told_verdicts = study.verdicts if study is not None else ()
    seconds = time.perf_counter() - started
    return Report(
        title="Signals in neural networks: derived, verified, trained",
        command=command,
        highlights=_highlights(derivations, [*verdicts, *told_verdicts], geometry, study, seconds),
        derivations=tuple(derivations),
        verdicts=tuple(verdicts),
        told=told_verdicts,
        sections=(*([geometry] if geometry is not None else []), *sections),
        failures=tuple(parts.failures),
        environment=_environment(seed, quick, workers, command, seconds),
    )


def report_status(report: Report) -> int:
    """1 if anything was refuted or measured otherwise than derived; 3 if a part failed or is inconclusive; else 0."""
    status = exit_status(report.every)
    geometry = next((section.data for section in report.sections if section.id == "geometry"), [])
    if status == 1 or not all(row["agrees"] for row in geometry):
        return 1
    return 3 if report.failures else status


def _catalogue() -> list[str]:
    from derivations.catalogue import catalogue

    return list(catalogue())


def _derived(id_: str) -> PrintedDerivation:
    from derivations.catalogue import derive
    from derivations.notation.printed import printed_result

    return printed_result(derive(id_))


def _verified(ids: Sequence[str], quick: bool, seed: int, workers: int, stage: Stage) -> list[Verdict]:
    from verify.checks import all_checks
    from verify.run import family, plan, run

    register_checks()
    resolution = QUICK_RESOLUTION if quick else 0.01
    asked = [name for name in all_checks() if not (quick and name in {"enumeration", "torch"})]
    settings, planned = family(plan(ids, checks=asked), seed=seed, family_error=1e-6, resolution=resolution)
    done = 0

    def one_more(_: Verdict) -> None:
        nonlocal done
        done += 1
        stage("verify", done, len(planned))

    stage("verify", 0, len(planned))
    return run(planned, settings, workers=workers, on_verdict=one_more)


def _geometry() -> Section:
    from cnn.story import geometry_section

    return geometry_section()


def _studied(quick: bool, seed: int, data: str, workers: int, stage: Stage) -> Study:
    from cnn.data import load
    from cnn.study import Plan, study

    plan = replace(Plan.quick(), resolution=QUICK_RESOLUTION, final_epochs=2, networks=100) if quick else Plan()
    stage("train", 0, 1)
    return study(
        load(data), plan=plan, seed=seed, workers=workers, progress=lambda done, jobs: stage("train", done, jobs)
    )


def _told(study: Study) -> tuple[Section, ...]:
    from cnn.story import study_sections

    return study_sections(study)


def _highlights(
    derivations: Sequence[PrintedDerivation],
    verdicts: Sequence[Verdict],
    geometry: Section | None,
    study: Study | None,
    seconds: float,
) -> tuple[tuple[str, str], ...]:
    held = sum(verdict.verdict in {"proved", "confirmed"} for verdict in verdicts)
    steps = sum(len(part.steps) for derivation in derivations for part in derivation.nested())
    found = []
    if derivations:
        found.append((f"{len(derivations)}", f"results derived, in {steps:,} steps by named rules"))
    if verdicts:
        found.append((f"{held} of {len(verdicts)}", "verdicts are proved or confirmed"))
    if geometry is not None:
        agree = sum(row["agrees"] for row in geometry.data)
        found.append((f"{agree} of {len(geometry.data)}", "layers of LeNet-5 measured as derived"))
    if study is not None:
        estimate = study.plain.test_error
        low, high = estimate.interval or (estimate.mean, estimate.mean)
        found.append(
            (
                f"{estimate.mean:.2%}",
                f"mean test error of LeNet-5, {estimate.level:.0%} interval {low:.2%} to {high:.2%}",
            )
        )
    found.append((f"{seconds:.0f} s", "for all of it"))
    return tuple(found)


def _environment(seed: int, quick: bool, workers: int, command: str, seconds: float) -> tuple[tuple[str, str], ...]:
    def installed(name: str) -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return "not installed"

    rows: list[tuple[str, Any]] = [
        ("command", command),
        ("seed", seed),
        ("errors", "every verdict by chance shares a family error of 1e-6"),
        ("resolution", f"{QUICK_RESOLUTION if quick else 0.01:.0%} (relative) of what is sampled"),
        ("machine", f"{platform.system()} {platform.machine()}, {cores()} cores, {workers} workers"),
        ("python", platform.python_version()),
        *((name, installed(name)) for name in PACKAGES),
        ("time", f"{seconds:.1f} s"),
    ]
    return tuple((name, str(value)) for name, value in rows)
