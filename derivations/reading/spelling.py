"""How things are spelled: tables from LaTeX commands, words and Unicode characters to what they mean. No logic here."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

__all__ = [
    "ACCENTS", "ALIASES", "CLOSERS", "COMMANDS", "CONSTANT_WORDS", "DECIDED_FUNCTIONS", "DROP_WITH_ARGUMENT", "EXTREMA", "FONTS",
    "FUNCTIONS", "GREEK", "HEADS", "LAW_WORDS", "LOGIC", "OPENERS", "PLAIN_WORDS", "RELATIONS", "ROW_ENVIRONMENTS", "SIZING",
    "SPACING", "SUBSCRIPT_WORDS", "TEXT_COMMANDS", "TRANSPARENT", "styled_character",
]  # fmt: skip

GREEK: Final = frozenset(
    ["alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa", "lambda", "mu", "nu", "xi", "omicron", "pi", "varpi", "rho", "varrho", "sigma", "varsigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "ell", "hbar", "imath", "jmath", "aleph", "emptyset"]
)

HEADS: Final = {
    "E": "E", "EE": "E", "Exp_": "E", "Mean": "E", "mean": "E",
    "Var": "Var", "var": "Var", "VAR": "Var", "V": "Var", "Variance": "Var", "variance": "Var",
    "Cov": "Cov", "cov": "Cov", "COV": "Cov", "Covariance": "Cov", "covariance": "Cov",
    "Corr": "Corr", "corr": "Corr", "Cor": "Corr", "cor": "Corr",
    "Sd": "Sd", "sd": "Sd", "SD": "Sd", "std": "Sd", "Std": "Sd", "stdev": "Sd",
    "P": "P", "Pr": "P", "Prob": "P", "prob": "P",
    "I": "Indicator", "1": "Indicator", "Indicator": "Indicator", "indicator": "Indicator",
}  # fmt: skip

EXTREMA: Final = frozenset(["max", "min", "sup", "inf", "argmax", "argmin", "lim"])

FUNCTIONS: Final = EXTREMA | frozenset(
    ["exp", "log", "ln", "lg", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos", "arctan", "asin", "acos", "atan", "arctanh", "atanh", "arcsinh", "sign", "sgn", "step", "heaviside", "relu", "sigmoid", "logistic", "softmax", "softplus", "gelu", "silu", "swish", "elu", "selu", "erf", "erfc", "det", "tr", "trace", "diag", "rank", "dim", "gcd", "lcm", "mod", "leaky", "leakyrelu", "lrelu", "nabla", "ReLU", "ELU", "SELU", "GELU", "SiLU"]
)

# different spellings of one function
ALIASES: Final = {"ReLU": "relu", "sgn": "sign", "lrelu": "leakyrelu", "GELU": "gelu", "SiLU": "silu", "ELU": "elu", "SELU": "selu"}

# a letter that is read as a function where brackets follow it, unless it also stands without them
DECIDED_FUNCTIONS: Final = frozenset(
    ["f", "g", "h", "F", "G", "phi", "varphi", "psi", "sigma", "Phi", "Psi", "Gamma", "zeta"]
)

LAW_WORDS: Final = frozenset(
    ["Bernoulli", "Bern", "Ber", "Binomial", "Bin", "Binom", "Poisson", "Poiss", "Pois", "Poi", "Uniform", "Unif", "Exponential", "Exp", "Expo", "Normal", "Gaussian", "Gauss", "Laplace", "Lap", "Rademacher", "Rad", "Gamma", "Gam", "Beta", "Geometric", "Geom", "Geo", "Lognormal", "LogNormal", "Student", "Cauchy", "Chi", "Logistic", "Pareto", "Weibull", "Categorical", "Cat", "Multinomial", "Mult", "Dirichlet", "Dir", "Hypergeometric"]
)

CONSTANT_WORDS: Final = {"inf": "infty", "infinity": "infty", "oo": "infty"}

# words of the plain form that stand for a command
PLAIN_WORDS: Final = {
    "sum": "sum", "prod": "prod", "product": "prod", "int": "int", "integral": "int", "sqrt": "sqrt", "root": "root", "in": "in",
    "partial": "partial", "floor": "floor", "ceil": "ceil", "abs": "abs", "norm": "norm", "binom": "binom", "choose": "binom",
    "infty": "infty", "cases": "cases", "hat": "hat", "bar": "bar", "tilde": "tilde", "bold": "mathbf", "cal": "mathcal",
    "bb": "mathbb", "frak": "mathfrak", "vec": "vec", "dot": "dot", "ddot": "ddot", "check": "check", "cdot": "cdot",
    "times": "times", "le": "le", "leq": "le", "ge": "ge", "geq": "ge", "neq": "ne", "approx": "approx", "implies": "Rightarrow",
    "iff": "Leftrightarrow", "propto": "propto", "odot": "odot", "text": "text", "transpose": "transposed", "lim": "lim",
    "indep": "indep", "notin": "notin", "subset": "subset",
}  # fmt: skip

SUBSCRIPT_WORDS: Final = frozenset(
    ["in", "out", "max", "min", "eff", "tot", "new", "old", "on", "off", "fan", "avg", "test", "train", "val", "err", "rms", "std", "var", "cov", "obs", "pre", "post", "ref", "lin", "opt", "est", "bias", "true", "hat", "fwd", "bwd", "fc", "conv", "pool", "relu", "mean", "const", "emp", "init", "end", "start", "total", "input", "output", "hidden", "kernel"]
)

ACCENTS: Final = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde", "dot": "dot",
    "ddot": "ddot", "vec": "vec", "check": "check", "breve": "breve", "overrightarrow": "vec", "mathring": "ring",
}  # fmt: skip

FONTS: Final = {
    "mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "mathbfit": "bold", "bf": "bold", "pmb": "bold", "symbf": "bold",
    "mathcal": "cal", "mathscr": "cal", "cal": "cal", "mathbb": "bb", "mathbbm": "bb", "mathds": "bb", "Bbb": "bb", "mathfrak": "frak",
    "mathrm": "up", "mathsf": "up", "mathtt": "up", "mathit": "up", "operatorname": "up", "rm": "up", "sf": "up", "it": "up",
    "mathnormal": "up", "mathop": "up", "symup": "up", "tt": "up", "textup": "up",
}  # fmt: skip

TEXT_COMMANDS: Final = frozenset(
    ["text", "textrm", "textit", "textbf", "textsf", "texttt", "textnormal", "mbox", "hbox", "intertext", "shortintertext", "emph", "textsc", "textsl"]
)

SPACING: Final = frozenset([
    ",", ";", ":", "!", " ", ">", "/", "\n", "-", "thinspace", "medspace", "thickspace", "negthinspace", "negmedspace", "negthickspace",
    "enspace", "space", "nobreakspace", "null", "relax", "mathstrut", "strut", "allowbreak", "noindent", "par", "enskip",
])  # fmt: skip

QUADS: Final = frozenset(["quad", "qquad", "hfill", "hfil", "hss"])

SIZING: Final = frozenset(
    ["big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr", "biggr", "Biggr", "bigm", "Bigm", "biggm", "Biggm", "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "nonumber", "notag", "hline", "toprule", "midrule", "bottomrule", "centering", "small", "large", "normalsize", "footnotesize", "displaylimits", "nobreak", "qedhere", "qed", "allowdisplaybreaks"]
)

DROP_WITH_ARGUMENT: Final = frozenset(
    ["label", "tag", "hspace", "vspace", "phantom", "hphantom", "vphantom", "color", "eqref", "ref", "cite", "footnote", "intertext*", "setcounter", "addtocounter", "cline"]
)

TRANSPARENT: Final = frozenset(
    ["boxed", "ensuremath", "mathrel", "mathbin", "mathord", "mathopen", "mathclose", "mathinner", "mathpunct", "smash", "underline", "cancel", "bcancel", "fbox", "mathchoice", "framebox", "textstyle*", "Aboxed"]
)

ROW_ENVIRONMENTS: Final = frozenset(
    ["align", "aligned", "alignat", "alignedat", "alignat", "gather", "gathered", "split", "eqnarray", "equation", "displaymath", "math", "multline", "flalign", "array", "IEEEeqnarray", "subequations", "dmath", "dgroup"]
)

RELATIONS: Final = {
    "=": "=", "eq": "=", "<": "<", ">": ">", "lt": "<", "gt": ">", "le": "<=", "leq": "<=", "leqslant": "<=", "leqq": "<=",
    "ge": ">=", "geq": ">=", "geqslant": ">=", "geqq": ">=", "ne": "!=", "neq": "!=", "approx": "~=", "simeq": "~=", "cong": "~=",
    "doteq": "~=", "approxeq": "~=", "thickapprox": "~=", "lesssim": "<~", "gtrsim": ">~", "equiv": "==", "sim": "~", "in": "in",
    "ni": "ni", "notin": "notin", "subset": "subset", "subseteq": "subset", "propto": "propto", "varpropto": "propto", "to": "->",
    "rightarrow": "->", "longrightarrow": "->", "mapsto": "->", "longmapsto": "->", "leftarrow": "<-", "gets": "<-",
    "longleftarrow": "<-", "coloneqq": ":=", "coloneq": ":=", "triangleq": ":=", "defeq": ":=", "eqdef": ":=", "eqqcolon": "=:",
    "ll": "<<", "gg": ">>", "perp": "indep", "independent": "indep", "indep": "indep", "bot": "indep", "downarrow": "->",
    "uparrow": "->", "nearrow": "->", "searrow": "->", "asymp": "asymp", "prec": "prec", "succ": "succ", "preceq": "prec",
    "succeq": "succ",
}  # fmt: skip

LOGIC: Final = {
    "Rightarrow": "=>", "implies": "=>", "Longrightarrow": "=>", "Leftrightarrow": "<=>", "iff": "<=>", "Longleftrightarrow": "<=>",
    "Leftarrow": "<==", "impliedby": "<==", "therefore": "therefore", "because": "because", "land": "and", "wedge": "and",
    "lor": "or", "vee": "or", "leftrightarrow": "<=>",
}  # fmt: skip

# command -> (token type, value)
COMMANDS: Final = {
    "cdot": ("MUL", "cdot"), "times": ("MUL", "times"), "ast": ("MUL", "*"), "odot": ("MUL", "odot"), "circ": ("MARK", "circ"),
    "div": ("SLASH", "/"), "pm": ("PLUS", "±"), "mp": ("PLUS", "∓"), "infty": ("INFINITY", ""), "partial": ("PARTIAL", ""),
    "sum": ("BIG", "sum"), "prod": ("BIG", "prod"), "int": ("INT", ""), "mid": ("MID", "|"), "vert": ("BAR", "|"), "Vert": ("NBAR", "‖"),
    "|": ("NBAR", "‖"), "lvert": ("LBAR", "|"), "rvert": ("RBAR", "|"), "lVert": ("LNORM", "‖"), "rVert": ("RNORM", "‖"),
    "lfloor": ("LFLOOR", "⌊"), "rfloor": ("RFLOOR", "⌋"), "lceil": ("LCEIL", "⌈"), "rceil": ("RCEIL", "⌉"),
    "{": ("LS", "{"), "}": ("RS", "}"), "lbrace": ("LS", "{"), "rbrace": ("RS", "}"), "langle": ("LA", "<"), "rangle": ("RA", ">"),
    "lbrack": ("LB", "["), "rbrack": ("RB", "]"), "lparen": ("LP", "("), "rparen": ("RP", ")"),
    "cdots": ("DOTS", ""), "ldots": ("DOTS", ""), "dots": ("DOTS", ""), "dotsc": ("DOTS", ""), "dotsb": ("DOTS", ""),
    "dotsm": ("DOTS", ""), "vdots": ("DOTS", ""), "ddots": ("DOTS", ""), "dotsi": ("DOTS", ""), "dotso": ("DOTS", ""),
    "prime": ("PRIME", "'"), "slash": ("SLASH", "/"), "colon": ("COLON", ":"), "forall": ("QUANTIFIER", "for all"),
    "exists": ("QUANTIFIER", "there is"), "bullet": ("HOLE", ""), "top": ("MARK", "T"), "intercal": ("MARK", "T"),
    "dagger": ("MARK", "+"), "star": ("MARK", "*"), "transposed": ("MARK", "T"), "cap": ("MUL", "cap"), "cup": ("MUL", "cup"),
}  # fmt: skip

OPENERS: Final = frozenset(["LP", "LB", "LS", "LG", "LBAR", "LNORM", "LFLOOR", "LCEIL", "LA", "CASES", "LDOT"])
CLOSERS: Final = frozenset(["RP", "RB", "RS", "RG", "RBAR", "RNORM", "RFLOOR", "RCEIL", "RA", "ENDCASES", "RDOT"])

_CHARACTERS: Final = {
    "−": "-", "–": "-", "·": r"\cdot", "⋅": r"\cdot", "×": r"\times", "∗": "*", "⋯": r"\cdots", "…": r"\ldots", "∞": r"\infty",
    "∫": r"\int", "∑": r"\sum", "∏": r"\prod", "√": r"\sqrt", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "≡": r"\equiv",
    "∈": r"\in", "∼": r"\sim", "→": r"\to", "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow", "⟹": r"\Rightarrow", "⟺": r"\iff",
    "←": r"\leftarrow", "∂": r"\partial", "∝": r"\propto", "÷": r"\div", "±": r"\pm", "∓": r"\mp", "⌊": r"\lfloor", "⌋": r"\rfloor",
    "⌈": r"\lceil", "⌉": r"\rceil", "∣": r"\mid", "∥": r"\|", "‖": r"\|", "⟨": r"\langle", "⟩": r"\rangle", "⊙": r"\odot",
    "′": "'", "″": "''", "’": "'", "≔": r"\coloneqq", "≜": r"\triangleq", "⊥": r"\perp", "⫫": r"\indep", "∀": r"\forall", "∴": r"\therefore",
    "∃": r"\exists", "∧": r"\land", "⟶": r"\to", "↦": r"\mapsto", "⊤": r"\top", "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subset",
    "½": r"\frac{1}{2}", "¼": r"\frac{1}{4}", "¾": r"\frac{3}{4}", "⅓": r"\frac{1}{3}", "⅔": r"\frac{2}{3}", "≃": r"\simeq",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2003": r"\quad", "ϵ": r"\epsilon", "ϕ": r"\phi", "ϑ": r"\vartheta",
    "∇": r"\nabla", "ℓ": r"\ell", "≪": r"\ll", "≫": r"\gg", "≅": r"\cong",
}  # fmt: skip

_STYLES: Final = {"DOUBLE-STRUCK": "mathbb", "SCRIPT": "mathcal", "FRAKTUR": "mathfrak", "BLACK-LETTER": "mathfrak", "BOLD": "mathbf"}


@cache
def styled_character(character: str) -> str | None:
    """The LaTeX of one character that is not ASCII, None if it has none.

    >>> [styled_character(c) for c in "σ𝔼·²"]
    ['\\\\sigma', '\\\\mathbb{E}', '\\\\cdot', None]
    """
    if character in _CHARACTERS:
        return _CHARACTERS[character]
    name = unicodedata.name(character, "")
    if name.startswith("GREEK"):
        letter = name.rsplit(" ", 1)[-1].lower().replace("lamda", "lambda")
        spelled = letter.capitalize() if "CAPITAL" in name else letter
        if "FINAL SIGMA" in name:
            spelled = "varsigma"
        return f"\\{spelled}" if spelled in GREEK else None
    plain = unicodedata.normalize("NFKC", character)
    if plain == character or len(plain) != 1:
        return None
    style = next((command for word, command in _STYLES.items() if word in name), None)
    inner = plain if plain.isascii() else styled_character(plain)
    if inner is None or not ((plain.isascii() and plain.isalnum()) or inner.startswith("\\")) or "SUPERSCRIPT" in name or "SUBSCRIPT" in name:
        return None
    return f"\\{style}{{{inner}}}" if style else inner
