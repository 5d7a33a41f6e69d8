"""`halfmoment conv`: numbers, formulas, solving for the size, the picture, and one clear line for bad input."""

import json
import math
import random
import re

import pytest

from halfmoment.cli import main

RESNET_BODY = (
    "conv k7 s2 p3 c64 nobias; batchnorm; relu; maxpool k3 s2 p1; 3*(conv k3 p1 c64; relu); "
    "conv k3 s2 p1 c128; conv k3 s2 p1 c256; conv k3 s2 p1 c512"
)


@pytest.fixture
def conv(capsys):
    def call(*arguments, as_json=True):
        with pytest.raises(SystemExit) as stop:
            main(["conv", *arguments, *(["--json"] if as_json else [])])
        out, err = capsys.readouterr()
        if stop.value.code:
            return stop.value.code, err
        return json.loads(out) if as_json else out

    return call


def test_the_lectures_exercise_counts(conv):
    walked = conv("conv k4 c3 nobias; relu; avgpool k2 s2; linear 4 nobias", "--input", "1,13,13")
    assert [layer["output_shape"] for layer in walked["layers"]] == [[3, 10, 10], [3, 10, 10], [3, 5, 5], [4]]
    assert (walked["params"], walked["macs"], walked["macs_in_bounds"]) == (348, 5100, 5100)
    assert walked["receptive_field"][0]["kind"] == "global"


def test_lenet5_has_61706_parameters(conv):
    spec = "conv k5 p2 c6; tanh; avgpool k2; conv k5 c16; tanh; avgpool k2; flatten; linear 120; linear 84; linear 10"
    assert conv(spec, "--input", "1,28,28")["params"] == 61_706


def test_the_resnet_body_is_one_floor_of_the_letter(conv):
    walked = conv(RESNET_BODY, "--input", "i", "--solve", "size=7")
    assert walked["output_shape"] == [512, "floor((i-1)/32)+1", "floor((i-1)/32)+1"]
    assert walked["same_size"][0] == "32q+1 .. 32q+32"
    assert (walked["solve"][0]["first"], walked["solve"][0]["last"]) == (193, 224)


def random_chain(rng):
    layers = []
    for _ in range(rng.randint(1, 5)):
        k, s, p, d = rng.randint(1, 4), rng.randint(1, 3), rng.randint(0, 2), rng.randint(1, 2)
        layers.append(
            rng.choice(
                [
                    f"conv k{k} s{s} p{p} d{d}",
                    f"maxpool k{k} s{s} p{min(p, k // 2)} {rng.choice(['', 'ceil'])}",
                    f"convtranspose k{k} s{s} d{d}",
                    "upsample x2",
                    f"pad p{p}+{d}",
                ]
            )
        )
    return "; ".join(layers)


def value(formula, **letters):
    """A printed formula, evaluated by Python."""
    code = re.sub(r"\)/(\d+)", r")//\1", re.sub(r"([a-z])/(\d+)", r"\1//\2", str(formula))).replace("^", "**")
    return eval(code, {"floor": math.floor, **letters})


@pytest.mark.parametrize("seed", range(25))
def test_multiplications_in_bounds_are_a_formula_of_the_letter(conv, seed):
    spec = random_chain(random.Random(seed))
    formulas = conv(spec, "--input", "1,i,i")
    tried = 0
    for i in range(max(formulas["in_bounds_from"][0], formulas["smallest_input"][0]), 40):
        numbers = conv(spec, "--input", f"1,{i},{i}")
        for of in ("macs", "macs_in_bounds"):
            assert value(formulas[of], i=i) == numbers[of], (spec, i)
        tried += 1
    assert tried or formulas["smallest_input"][0] > 20


def test_the_padding_of_one_layer_as_a_formula(conv):
    walked = conv("conv k3 p1 nobias", "--input", "1,i,i")
    assert (walked["macs"], walked["macs_in_bounds"]) == ("9*i^2", "(3*i-2)^2")
    assert walked["in_bounds_from"] == [1, 1]
    wide = conv("conv k7 s2 p3", "--input", "1,i,i")
    assert (wide["macs_in_bounds"], wide["in_bounds_from"]) == ("(2*i+3*floor((i-1)/2)-3)^2", [3, 3])


@pytest.mark.parametrize("seed", range(25))
def test_formulas_and_solutions_agree_with_the_numbers(conv, seed):
    spec = random_chain(random.Random(seed))
    formula = conv(spec, "--input", "i")["output_shape"][1]
    sizes = {}
    for i in range(1, 40):
        walked = conv(spec, "--input", f"1,{i},{i}")
        if isinstance(walked, dict):
            sizes[i] = walked["output_shape"][1]
    for i, size in sizes.items():
        assert value(formula, i=i) == size, (spec, formula, i)
    largest = max(sizes.values(), default=0)
    for wanted in set(sizes.values()) - {largest}:  # inputs past the range tried may give the largest
        solved = conv(spec, "--input", "i", "--solve", f"size={wanted}")["solve"][0]
        inputs = [i for i, size in sizes.items() if size == wanted]
        assert (solved["first"], solved["last"]) == (inputs[0], inputs[-1]), (spec, wanted)
    smallest = conv(spec, "--input", "i")["smallest_input"][0]
    assert smallest == min(sizes) if sizes else smallest >= 40


def test_counts_carry_the_letters_of_the_input(conv):
    walked = conv("conv k3 c8; depthwise k3 nobias", "--input", "C,i,20")
    first, second = walked["layers"]
    assert (first["params"], first["macs"]) == ("8 + 72*C", "1296*C*(i-2)")
    assert (second["params"], second["macs"]) == (72, "1152*(i-4)")


def test_holes_are_counted_and_drawn(conv, tmp_path):
    picture = tmp_path / "field.svg"
    walked = conv("conv k3 d3; conv k2 d9", "--input", "1,40,40", "--plot", str(picture))
    field = walked["receptive_field"][0]
    assert (field["span"], field["count"]) == (16, 6)
    assert picture.read_text().startswith("<?xml")
    assert "6 x 6 positions, span 16" in picture.read_text()


def test_three_layers_are_the_product_of_their_matrices(conv):
    found = conv("3*(conv k3 c1)", "--input", "1,7,7", "--matrix")
    assert [m["shape"] for m in found["matrices"]] == [[25, 49], [9, 25], [1, 9]]
    assert found["product"]["shape"] == [1, 49]
    assert found["equals_chain"] is True
    assert found["product"]["rows"][0][0] == "u1*v1*w1"


@pytest.mark.parametrize(
    ("spec", "shape"),
    [
        ("conv k3 s2 p1 c2; avgpool k2", (2, 6, 7)), ("conv k2 d2 p1; upsample x2; conv k3 same", (1, 6)),
        ("pad p1+0; conv k3 tfsame s2; flatten", (1, 9)), ("avgpool k3 s2 p1; conv k2", (1, 9)),
    ],
)  # fmt: skip
def test_the_matrix_with_numbers_in_it_is_torchs_chain(spec, shape):
    """Oracle: torch, with the chain's own weights, one position of the input at a time."""
    import torch

    from derivations.convolution.chain import read_chain
    from derivations.convolution.matrix import chain_matrices
    from tests.halfmoment.chains import applied

    layers = read_chain(spec)
    found = chain_matrices(layers, shape)
    assert found.equals_chain
    apply, letters = applied(layers, shape[0])
    data = torch.eye(math.prod(shape), dtype=torch.float64).reshape(-1, *shape)
    columns = apply(data).flatten(1).T  # (outputs, inputs)
    for row, values in zip(found.whole.table(), columns.tolist(), strict=True):
        for entry, expected in zip(row, values, strict=True):
            assert math.isclose(eval(entry, dict(letters)), expected, abs_tol=1e-9), (entry, expected)


def test_the_matrix_is_printed_and_what_is_not_linear_is_refused(conv):
    text = conv("conv k2 c1; conv k2 c1", "--input", "1,3", "--matrix", as_json=False)
    assert "y = M2 M1 x, of sizes (1 x 2)(2 x 3)" in text
    assert "w1  w2   ." in text
    assert "v1*w1  v1*w2 + v2*w1  v2*w2" in text
    assert "the product applied to x equals the chain applied to x" in text
    code, message = conv("conv k2; relu", "--input", "1,3", "--matrix")
    assert (code, "no matrix is written for this layer" in message) == (2, True)
    code, message = conv("conv k2", "--input", "i", "--matrix")
    assert (code, "as numbers" in message) == (2, True)


def test_help_documents_the_grammar_and_imports_neither_torch_nor_matplotlib(conv):
    assert "convtranspose k s p op d g c" in conv("--help", as_json=False)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["conv k9", "--input", "1,5,5"], "window d(k-1)+1 = 9 is larger than the padded input i = 5"),
        (["conv k3; rleu"], "did you mean 'relu'? (column 10 of the chain)"),
        (["conv k3 z4"], "'z4' at column 9 of the chain"),
        (["conv k3 k5"], "'k5' at column 9 of the chain: kernel size is given twice"),
        (["conv k3 $"], "unexpected '$' at column 9"),
        (["3*(conv k3"], "the chain ends too early, at column 11"),
        (["conv s2"], "the kernel size is missing"),
        (["conv k0", "--input", "1,5,5"], "kernel_size = 0 must be at least 1"),
        (["maxpool k3 p2", "--input", "1,9,9"], "2p <= k fails"),
        (["conv k3 c6 g4", "--input", "4,9,9"], "out_channels (=6) must be divisible by groups (=4)"),
        (["conv k3x3x3", "--input", "1,5,5"], "k has 3 numbers and the input 2 axes"),
        (["linear 10; conv k3", "--input", "1,5,5"], "the map is flat here"),
        (["conv k3", "--input", "1,-5,5"], "neither a positive whole number nor a letter"),
        (["conv k3", "--input", "3"], "gives channels and no size"),
        (["conv k3", "--solve", "seven"], "write size=7"),
        (["9999999*(conv k3)"], "'9999999' at column 1"),
        (["(" * 100], "nests over 40 deep"),
        (["40*(conv k3 s2)"], "over the limit"),
        (["conv k3 same s2"], "same padding needs stride 1"),
        (["conv k3", "--input", "1,9,9", "--plot", "field.pdf"], "ends in .svg"),
        (["conv k3", "--input", "1,9,9", "--plot", "/nonexistent/field.svg"], "cannot write"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(conv, arguments, message):
    code, err = conv(*arguments)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1
