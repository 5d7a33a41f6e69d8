"""The catalogue: one file per result, the file name is the result's id."""

# The order of a course; a result that is not named here comes after these.
ORDER = (
    "variance-identity", "second-moment", "variance-of-product", "mean-of-neuron", "variance-of-neuron-centred",
    "variance-of-neuron", "variance-of-preactivation",
    "odd-activation-mean", "relu-half-second-moment", "leaky-relu-second-moment",
    "relu-derivative-second-moment-with-atom", "relu-derivative-second-moment", "relu-variance-recursion",
    "lecun-normal", "variance-of-gradient", "glorot-backward", "glorot-normal", "he-forward", "he-backward",
    "uniform-variance", "lecun-uniform-bound", "glorot-uniform-bound", "he-uniform-bound", "fan-in-uniform-variance",
    "sigmoid-glorot-normal", "sigmoid-glorot-uniform-bound",
    "conv-output-size", "effective-kernel-size", "conv-valid-unit-stride", "conv-unit-stride", "conv-half-padding",
    "conv-full-padding", "conv-valid", "conv-undilated", "conv-equal-sizes", "conv-dilated", "conv-asymmetric-padding",
    "conv-same-padding", "conv-tensorflow-same", "conv-composition",
    "pool-output-size", "pool-valid", "pool-output-size-default-stride", "pool-ceil-mode-output-size",
    "adaptive-bins-cover", "adaptive-bins-overlap", "interpolation-output-size",
    "transposed-output-size", "transposed-valid-unit-stride", "transposed-unit-stride", "transposed-half-padding",
    "transposed-full-padding", "transposed-valid", "transposed-divisible", "transposed-undilated",
    "transposed-recovers-input", "transposed-phase", "transposed-phase-empty", "transposed-phase-most",
    "conv-parameter-count", "conv-multiplication-count", "conv-taps-inside", "conv-multiplication-count-inside",
    "receptive-field-start", "receptive-field-recurrence", "receptive-field", "receptive-field-end",
    "receptive-field-centre", "receptive-field-padding", "receptive-field-centred", "receptive-field-holes",
    "receptive-field-without-holes", "positions-seen", "branch-alignment",
    "composition-start", "composition-span", "composition-associative",
    "conv-as-matrix", "conv-as-matrix-2d", "conv-chain-as-matrix",
)  # fmt: skip
