"""max(0, y) and its kin, as functions of a real number."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Function, Integer

__all__ = ["leaky_relu", "relu", "step"]


class relu(Function):  # noqa: N801
    """max(0, y). Its derivative in backpropagation is `step`."""

    nargs = 1

    @classmethod
    def eval(cls, argument: Any) -> Expr | None:
        """Numbers evaluate."""
        return (argument if argument > 0 else Integer(0)) if argument.is_Rational else None

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative that backpropagation takes."""
        return step(self.args[0])

    def _eval_is_extended_real(self) -> bool:
        return True

    def _eval_is_extended_nonnegative(self) -> bool:
        return True

    def _eval_is_finite(self) -> bool | None:
        return self.args[0].is_finite


class step(Function):  # noqa: N801
    """1 for y > 0, else 0: the derivative of max(0, y) as torch takes it, 0 at 0."""

    nargs = 1

    @classmethod
    def eval(cls, argument: Any) -> Expr | None:
        """Numbers evaluate."""
        return Integer(1 if argument > 0 else 0) if argument.is_Rational else None

    def _eval_is_extended_real(self) -> bool:
        return True

    def _eval_is_finite(self) -> bool:
        return True

    def _eval_is_extended_nonnegative(self) -> bool:
        return True


class leaky_relu(Function):  # noqa: N801
    """y for y > 0, else a y: leaky_relu(y, a)."""

    nargs = 2

    @classmethod
    def eval(cls, argument: Any, slope: Any) -> Expr | None:
        """Numbers evaluate."""
        return (argument if argument > 0 else slope * argument) if argument.is_Rational else None

    def _eval_is_extended_real(self) -> bool:
        return True
