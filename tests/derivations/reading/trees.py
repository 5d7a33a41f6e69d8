"""Hypothesis strategies for syntax trees as the reader makes them."""

from fractions import Fraction

from hypothesis import strategies as st

from derivations.reading.syntax import tree
from derivations.reading.syntax.tree import Name, Number

INDICES = [Name("i"), Name("j"), Number(Fraction(1)), Number(Fraction(2)), Name("n")]
LETTERS = ["a", "b", "c", "x", "y", "z", "w", "X", "Y", "W", "mu", "sigma", "theta", "lambda"]

integers = st.integers(0, 999).map(lambda n: Number(Fraction(n)))
decimals = st.tuples(st.integers(0, 9999), st.integers(1, 3)).map(lambda t: Number(Fraction(t[0], 10 ** t[1]), t[1]))
subscripts = st.one_of(
    st.just(()),
    st.sampled_from(INDICES).map(lambda n: (n,)),
    st.tuples(st.sampled_from(INDICES[:3]), st.sampled_from(INDICES[:3])),
    st.just((tree.Add((Name("i"), Number(Fraction(1))), ("+", "-")),)),
    st.sampled_from(["in", "out", "max"]).map(lambda word: (Name(word),)),
)
names = st.builds(
    Name,
    st.sampled_from(LETTERS),
    subscripts,
    st.sampled_from([(), (Name("l"),), (Number(Fraction(1)),), (Name("*"),)]),
    st.integers(0, 2),
    st.sampled_from(["", "", "", "hat", "bar", "Delta"]),
    st.sampled_from(["", "", "", "bold", "cal"]),
)
simple = st.sampled_from(LETTERS).map(Name)
indices = st.sampled_from(["i", "j", "k"]).map(Name)
leaves = st.one_of(integers, decimals, names, simple, st.just(tree.Infinity()))


def _relations(child):
    kinds = st.sampled_from(["=", "<", ">=", "!=", "in"])
    return st.tuples(child, kinds, child).map(lambda t: tree.Relation((t[0], t[2]), (t[1],)))


def _compounds(child):
    pair = st.tuples(child, child)
    some = st.lists(child, min_size=2, max_size=3).map(tuple)
    relation = _relations(child)
    return st.one_of(
        some.flatmap(
            lambda terms: st.tuples(*[st.sampled_from("+-")] * len(terms)).map(lambda signs: tree.Add(terms, signs))
        ),
        child.map(tree.Neg),
        some.flatmap(
            lambda f: st.tuples(*[st.sampled_from(["", "cdot"])] * (len(f) - 1)).map(lambda ops: tree.Mul(f, ops))
        ),
        pair.map(lambda t: tree.Quotient(*t)),
        pair.map(lambda t: tree.Power(*t)),
        child.map(tree.Root),
        st.tuples(child, integers).map(lambda t: tree.Root(*t)),
        child.map(tree.Factorial),
        child.map(tree.Abs),
        child.map(tree.Norm),
        child.map(tree.Floor),
        child.map(tree.Ceil),
        child.map(tree.Transpose),
        pair.map(lambda t: tree.Binomial(*t)),
        some.map(tree.Elementwise),
        st.builds(
            tree.Head,
            st.sampled_from(["E", "Var", "Sd"]),
            child.map(lambda a: (a,)),
            st.one_of(st.just(()), child.map(lambda a: (a,))),
        ),
        st.builds(tree.Head, st.just("E"), child.map(lambda a: (a,)), st.just(()), names.map(lambda n: (n,))),
        pair.map(lambda t: tree.Head("Cov", t)),
        relation.map(lambda r: tree.Head("P", (r,))),
        relation.map(lambda r: tree.Head("Indicator", (r,))),
        st.builds(
            tree.Call,
            st.sampled_from([Name("f"), Name("g", primes=1), Name("exp"), Name("relu"), Name("f", (Name("Y"),))]),
            child.map(lambda a: (a,)),
        ),
        pair.map(lambda t: tree.Call(Name("max"), t)),
        pair.map(lambda t: tree.Call(Name("f"), t[:1], t[1:], "|")),
        st.builds(tree.Sum, child, indices.map(lambda i: (i,)), child, child),
        st.builds(tree.Sum, child, indices.map(lambda i: (i,))),
        st.builds(tree.Sum, child, indices.map(lambda i: (i,)), domain=simple),
        st.builds(tree.Product, child, indices.map(lambda i: (i,)), child, child),
        st.builds(tree.Integral, child, simple.map(lambda v: (v,)), child, child),
        st.builds(tree.Integral, child, simple.map(lambda v: (v,))),
        st.builds(tree.Integral, child, simple.map(lambda v: (v,)), domain=simple),
        st.builds(tree.Limit, child, simple, child),
        st.builds(tree.Derivative, child, simple.map(lambda v: (v,)), st.just((1,)), st.booleans()),
        st.builds(tree.Derivative, child, simple.map(lambda v: (v,)), st.just((2,)), st.booleans()),
        st.builds(tree.Evaluated, child, child, child),
        st.tuples(child, child, relation).map(lambda t: tree.Cases((t[0], t[1]), (t[2], None))),
        some.map(lambda terms: tree.Add((terms[0], tree.Dots(), terms[-1]), ("+", "+", "+"))),
    )


trees = st.recursive(leaves, _compounds, max_leaves=12)
