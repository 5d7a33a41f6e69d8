"""The catalogue: results register themselves with `@result`, one file each in `derivations/results`.

Other projects add theirs through the entry-point group "halfmoment.results": each entry point names a module whose
import registers results.

>>> theorem = catalogue()["variance-identity"].theorem
>>> print(theorem.claim.relation)
Var(x) = -E(x)**2 + E(x**2)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from typing import Any

from derivations.claims import Claim, KernelError
from derivations.derivation import Proof
from derivations.errors import nearest
from derivations.kernel import Theorem
from derivations.shown import Shown

__all__ = ["Result", "catalogue", "derive", "proof", "result", "unregister"]


@dataclass(slots=True, repr=False)
class Result(Shown):
    """A named result; its routes are derived when first asked for. Routes prove one relation; the first is the main."""

    id: str
    title: str
    source: str
    build: Callable[[], Any]
    _routes: tuple[Proof, ...] = field(default=(), repr=False)

    @property
    def routes(self) -> tuple[Proof, ...]:
        """Every derivation of the result."""
        if not self._routes:
            built = self.build()
            routes = built if isinstance(built, tuple) else (built,)
            if len({str(route.relation) for route in routes}) != 1:
                raise KernelError(f"the routes of {self.id} prove different statements")
            self._routes = tuple(Proof(r.theorem, r.links, r.assuming, self.id) for r in routes)
        return self._routes

    @property
    def proof(self) -> Proof:
        """The main derivation."""
        return self.routes[0]

    @property
    def theorem(self) -> Theorem:
        """What the main derivation proves."""
        return self.proof.theorem

    @property
    def claim(self) -> Claim:
        """Hypotheses as declared, and the statement."""
        return self.proof.claim


_RESULTS: dict[str, Result] = {}
_discovered = False


def result(id: str, *, source: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:  # noqa: A002
    """Register a function that returns a Proof, or a tuple of Proofs (routes); its docstring is the title.

    Formulas in a title stand between backquotes, in plain text: "Weights that keep it: `Var(w) = 1/n`".
    """

    def register(build: Callable[[], Any]) -> Callable[[], Any]:
        title = (build.__doc__ or "").strip().split("\n")[0].rstrip(".")
        if id in _RESULTS and _RESULTS[id].build.__module__ != build.__module__:
            raise KernelError(f"two results are called {id!r}; rename one")
        if not title or not source:
            raise KernelError(f"the result {id!r} needs a docstring (its title) and a source")
        _RESULTS[id] = Result(id, title, source, build)
        return build

    return register


def unregister(id: str) -> None:  # noqa: A002
    """Take a result out again (tests of user-defined results)."""
    _RESULTS.pop(id, None)


def catalogue() -> dict[str, Result]:
    """Every result by id, the project's own first, in the order a course would take."""
    global _discovered
    if not _discovered:
        package = import_module("derivations.results")
        names = [module.name for module in iter_modules(package.__path__)]
        for name in sorted(names):
            import_module(f"derivations.results.{name}")
        for entry in entry_points(group="halfmoment.results"):
            import_module(entry.value)
        order = {id_: place for place, id_ in enumerate(package.ORDER)}
        for id_ in sorted(_RESULTS, key=lambda r: (order.get(r, len(order)), r)):
            _RESULTS[id_] = _RESULTS.pop(id_)
        _discovered = True
    return dict(_RESULTS)


def derive(id: str) -> Result:  # noqa: A002
    """The result of that id; an unknown one is answered with the nearest known one."""
    known = catalogue()
    if id not in known:
        raise nearest(id, list(known), what="result")
    return known[id]


def proof(id: str) -> Proof:  # noqa: A002
    """The main proof of a result, for use in another one; imports only that result's file."""
    if id not in _RESULTS:
        import_module(f"derivations.results.{id.replace('-', '_')}")
    return _RESULTS[id].proof
