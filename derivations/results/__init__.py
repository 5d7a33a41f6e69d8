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
    "conv-output-size", "effective-kernel-size", "pool-output-size", "conv-parameter-count",
    "conv-multiplication-count",
    "receptive-field-recurrence", "receptive-field", "conv-as-matrix",
)  # fmt: skip
