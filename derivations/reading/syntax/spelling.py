"""How things are spelled: tables from LaTeX commands, words and characters to what they mean. No logic here.

Most tables are written the other way round, what it means: how it is spelled, and turned over by `_by_spelling`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Final, TypeVar

_Meaning = TypeVar("_Meaning", bound=Hashable)


def _by_spelling(table: Mapping[_Meaning, str]) -> dict[str, _Meaning]:
    return {word: meaning for meaning, words in table.items() for word in words.split()}


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


GREEK: Final = words(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi omicron pi
    varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma
    Upsilon Phi Psi Omega ell hbar imath jmath aleph emptyset"""
)

HEADS: Final = _by_spelling(
    {
        "E": "E EE Mean mean",
        "Var": "Var var VAR V Variance variance",
        "Cov": "Cov cov COV Covariance covariance",
        "Corr": "Corr corr Cor cor",
        "Sd": "Sd sd SD std Std stdev",
        "P": "P Pr Prob prob",
        "Indicator": "I 1 Indicator indicator",
    }
)

FALLING: Final = "falling"  # the exponent of a falling factorial
EXTREMA: Final = words("max min sup inf argmax argmin lim")

FUNCTIONS: Final = EXTREMA | words(
    """exp log ln lg sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan asin acos atan arctanh atanh
    arcsinh sign sgn step heaviside relu sigmoid logistic softmax softplus gelu silu swish elu selu erf erfc det
    tr trace diag rank dim gcd lcm mod leaky leakyrelu lrelu nabla ReLU ReLu Relu RELU ELU SELU GELU SiLU"""
)

# different spellings of one function
ALIASES: Final = _by_spelling({
    "relu": "ReLU ReLu Relu RELU", "sign": "sgn", "leakyrelu": "lrelu", "gelu": "GELU", "silu": "SiLU", "elu": "ELU",
    "selu": "SELU",
})  # fmt: skip

# a letter that is read as a function where brackets follow it, unless it also stands without them
DECIDED_FUNCTIONS: Final = words("f g h F G phi varphi psi sigma Phi Psi Gamma zeta")

# words that people type as bare letters
LETTER_WORDS: Final = words("net out loss err fan MSE RMSE SSE RSS MAE")

LAW_NAMES: Final = {
    "Normal": "N Normal normal Gaussian gaussian Gauss",
    "Uniform": "U Uniform uniform Unif unif",
    "DiscreteUniform": "DiscreteUniform DiscreteUnif DUnif",
    "Bernoulli": "Bernoulli bernoulli Bern bern Ber",
    "Binomial": "Binomial binomial Binom binom Bin B",
    "Poisson": "Poisson poisson Poiss Pois Poi Po",
    "Exponential": "Exponential exponential Exp Expo exp E",
    "Gamma": "Gamma gamma Gam Ga",
    "Laplace": "Laplace laplace Lap",
    "Rademacher": "Rademacher rademacher Rad",
    "LogNormal": "LogNormal Lognormal lognormal LogN LN",
    "Beta": "Beta beta Be Bet",
    "Wald": "Wald wald",
    "ExGaussian": "ExGaussian exGaussian",
    "Finite": "Finite",
    "Weibull": "Weibull weibull",
    "Cauchy": "Cauchy cauchy",
    "Geometric": "Geometric geometric Geom geom Geo",
}
LAWS: Final = _by_spelling(LAW_NAMES)
LAW_WORDS: Final = frozenset(word for word in LAWS if len(word) > 1)

# words of the plain form that stand for a command
PLAIN_WORDS: Final = _by_spelling(
    {
        "sum": "sum",
        "prod": "prod product",
        "int": "int integral",
        "infty": "infty",
        "mathbf": "bold",
        "mathcal": "cal",
        "mathbb": "bb",
        "mathfrak": "frak",
        "binom": "binom choose",
        "le": "le leq",
        "ge": "ge geq",
        "ne": "neq",
        "Rightarrow": "implies",
        "Leftrightarrow": "iff",
        "transposed": "transpose",
    }
) | {
    word: word
    for word in [
        "sqrt",
        "root",
        "in",
        "partial",
        "floor",
        "ceil",
        "abs",
        "norm",
        "cases",
        "hat",
        "bar",
        "tilde",
        "vec",
        "dot",
        "ddot",
        "check",
        "cdot",
        "times",
        "approx",
        "propto",
        "odot",
        "text",
        "lim",
        "indep",
        "notin",
        "subset",
    ]
}
CONSTANT_WORDS: Final = _by_spelling({"infty": "inf infinity oo"})

SUBSCRIPT_WORDS: Final = words(
    """in out max min eff tot new old on off fan avg test train val err rms std var cov obs pre post ref lin opt
    est bias true hat fwd bwd fc conv pool relu mean const emp init end start total input output hidden kernel"""
)

ACCENTS: Final = _by_spelling(
    {
        "hat": "hat widehat",
        "bar": "bar overline",
        "tilde": "tilde widetilde",
        "dot": "dot",
        "ddot": "ddot",
        "vec": "vec overrightarrow",
        "check": "check",
        "breve": "breve",
        "ring": "mathring",
    }
)

# combining characters that put an accent on the letter before them
COMBINING: Final = {
    "\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde", "\u0307": "dot", "\u0308": "ddot",
}  # fmt: skip

FONTS: Final = _by_spelling(
    {
        "bold": "mathbf boldsymbol bm mathbfit bf pmb symbf",
        "cal": "mathcal mathscr cal",
        "bb": "mathbb mathbbm mathds Bbb",
        "frak": "mathfrak",
        "up": "mathrm mathsf mathtt mathit operatorname rm sf it mathnormal mathop symup tt textup",
    }
)
FONT_SWITCHES: Final = words("rm bf it cal sf tt")

TEXT_COMMANDS: Final = words(
    """text textrm textit textbf textsf texttt textnormal mbox hbox intertext shortintertext emph textsc textsl"""
)

SPACING: Final = words(
    """, ; : ! > / - thinspace medspace thickspace negthinspace negmedspace negthickspace enspace space
    nobreakspace null relax mathstrut strut allowbreak noindent par enskip"""
) | {" ", "\n"}

QUADS: Final = words("quad qquad hfill hfil hss")

SIDED: Final = words("bigl bigr Bigl Bigr biggl biggr Biggl Biggr")

SIZING: Final = words(
    """big Big bigg Bigg bigm Bigm biggm Biggm displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits
    nonumber notag hline toprule midrule bottomrule centering small large normalsize footnotesize displaylimits
    nobreak qedhere qed allowdisplaybreaks qty"""
)

DROP_WITH_ARGUMENT: Final = words(
    "label tag hspace vspace phantom hphantom vphantom color eqref ref cite footnote setcounter addtocounter cline"
)

TRANSPARENT: Final = words(
    """boxed ensuremath mathrel mathbin mathord mathopen mathclose mathinner mathpunct smash underline cancel
    bcancel fbox framebox Aboxed"""
)

ROW_ENVIRONMENTS: Final = words(
    """align aligned alignat alignedat gather gathered split eqnarray equation displaymath math multline flalign
    array IEEEeqnarray subequations dmath dgroup"""
)
CASE_ENVIRONMENTS: Final = words("cases dcases rcases numcases")

RELATIONS: Final = _by_spelling(
    {
        "=": "= eq",
        "!=": "ne neq",
        "<": "< lt",
        ">": "> gt",
        "<=": "le leq leqslant leqq",
        ">=": "ge geq geqslant geqq",
        "~=": "approx simeq cong doteq approxeq thickapprox",
        "<~": "lesssim",
        ">~": "gtrsim",
        "==": "equiv",
        ":=": "coloneqq coloneq triangleq defeq eqdef",
        "=:": "eqqcolon",
        "~": "~ sim",
        "in": "in",
        "ni": "ni",
        "notin": "notin",
        "subset": "subset subseteq",
        "propto": "propto varpropto",
        "->": "to rightarrow longrightarrow mapsto longmapsto downarrow uparrow nearrow searrow",
        "<-": "leftarrow gets longleftarrow",
        "<<": "ll",
        ">>": "gg",
        "indep": "perp independent indep bot",
        "asymp": "asymp",
        "prec": "prec preceq",
        "succ": "succ succeq",
    }
)
NEGATED: Final = {"=": "!=", "in": "notin", "indep": "dependent", "~=": "!~="}

LOGIC: Final = _by_spelling(
    {
        "=>": "Rightarrow implies Longrightarrow",
        "<=>": "Leftrightarrow iff Longleftrightarrow leftrightarrow",
        "<==": "Leftarrow impliedby",
        "therefore": "therefore",
        "because": "because",
        "and": "land wedge",
        "or": "lor vee",
    }
)

# command -> (token type, text)
COMMANDS: Final = _by_spelling(
    {
        ("MUL", "cdot"): "cdot",
        ("MUL", "times"): "times",
        ("MUL", "*"): "ast",
        ("MUL", "odot"): "odot",
        ("MUL", "cap"): "cap",
        ("MUL", "cup"): "cup",
        ("SLASH", "/"): "div slash",
        ("PLUS", "±"): "pm",
        ("PLUS", "∓"): "mp",
        ("INFINITY", ""): "infty",
        ("PARTIAL", "∂"): "partial",
        ("BIG", "sum"): "sum",
        ("BIG", "prod"): "prod",
        ("INT", "int"): "int",
        ("MID", "|"): "mid",
        ("BAR", "|"): "vert",
        ("NBAR", "‖"): "Vert |",
        ("LBAR", "|"): "lvert",
        ("RBAR", "|"): "rvert",
        ("LNORM", "‖"): "lVert",
        ("RNORM", "‖"): "rVert",
        ("LFLOOR", "⌊"): "lfloor",
        ("RFLOOR", "⌋"): "rfloor",
        ("LCEIL", "⌈"): "lceil",
        ("RCEIL", "⌉"): "rceil",
        ("LS", "{"): "{ lbrace",
        ("RS", "}"): "} rbrace",
        ("LA", "<"): "langle",
        ("RA", ">"): "rangle",
        ("LB", "["): "lbrack",
        ("RB", "]"): "rbrack",
        ("LP", "("): "lparen",
        ("RP", ")"): "rparen",
        ("DOTS", "..."): "cdots ldots dots dotsc dotsb dotsm vdots ddots dotsi dotso",
        ("HOLE", "·"): "bullet",
        ("PRIME", "'"): "prime",
        ("COLON", ":"): "colon",
        ("QUANTIFIER", "for all"): "forall",
        ("QUANTIFIER", "there is"): "exists",
        ("MARK", "T"): "top intercal transposed",
        ("MARK", "+"): "dagger",
        ("MARK", "*"): "star",
        ("MARK", "circ"): "circ",
    }
)

# one character -> token type
CHARACTERS: Final = {
    **dict.fromkeys("+-", "PLUS"),
    **dict.fromkeys("=<>~", "REL"),
    **dict(
        zip(
            "()[]*/,;:.!|'&",
            ["LP", "RP", "LB", "RB", "MUL", "SLASH", "COMMA", "SEMI", "COLON", "PERIOD", "FACT", "BAR", "PRIME", "AMP"],
            strict=True,
        )
    ),
}

OPENERS: Final = words("LP LB LS LG LBAR LNORM LFLOOR LCEIL LA CASES LDOT")
CLOSERS: Final = words("RP RB RS RG RBAR RNORM RFLOOR RCEIL RA ENDCASES RDOT")
OPERAND_ENDS: Final = (CLOSERS - {"RDOT"}) | words("WORD NUMBER INFINITY PRIME FACT MARK DOTS HOLE")

# a character and its LaTeX, side by side
_CHARACTER_PAIRS: Final = r"""
·\cdot ⋅\cdot ×\times ∗* ⋯\cdots …\ldots ∞\infty ∫\int ∑\sum ∏\prod √\sqrt ≤\le ≥\ge ≠\ne ≈\approx ≡\equiv ∈\in
∼\sim →\to ⇒\Rightarrow ⇔\Leftrightarrow ⟹\Rightarrow ⟺\iff ←\leftarrow ∂\partial ∝\propto ÷\div ±\pm ∓\mp ⌊\lfloor
⌋\rfloor ⌈\lceil ⌉\rceil ∣\mid ∥\| ‖\| ⟨\langle ⟩\rangle ⊙\odot ′' ″'' ’' ≔\coloneqq ≜\triangleq ⊥\perp ⫫\indep
∀\forall ∃\exists ∴\therefore ∧\land ⟶\to ↦\mapsto ⊤\top ∉\notin ⊂\subset ⊆\subset ½\frac{1}{2} ¼\frac{1}{4}
¾\frac{3}{4} ⅓\frac{1}{3} ⅔\frac{2}{3} ≃\simeq ϵ\epsilon ϕ\phi ϑ\vartheta ∇\nabla ℓ\ell ≪\ll ≫\gg ≅\cong −- –-"""
_PAIRS: Final = {pair[0]: pair[1:] for pair in _CHARACTER_PAIRS.split()} | dict.fromkeys("\u00a0\u2009\u202f", " ")
_STYLES: Final = {
    "DOUBLE-STRUCK": "mathbb",
    "SCRIPT": "mathcal",
    "FRAKTUR": "mathfrak",
    "BLACK-LETTER": "mathfrak",
    "BOLD": "mathbf",
}


@lru_cache(maxsize=4096)
def styled_character(character: str) -> str | None:
    r"""The LaTeX of one character that is not ASCII, None if it has none.

    >>> [styled_character(c) for c in "σ𝔼·²"]
    ['\\sigma', '\\mathbb{E}', '\\cdot', None]
    """
    if character in _PAIRS:
        return _PAIRS[character]
    name = unicodedata.name(character, "")
    if name.startswith("GREEK"):
        letter = name.rsplit(" ", 1)[-1].lower().replace("lamda", "lambda")
        spelled = "varsigma" if "FINAL SIGMA" in name else letter.capitalize() if "CAPITAL" in name else letter
        return f"\\{spelled}" if spelled in GREEK else None
    plain = unicodedata.normalize("NFKC", character)
    if plain == character or len(plain) != 1 or "SUPERSCRIPT" in name or "SUBSCRIPT" in name:
        return None
    inner = (plain if plain.isalnum() else None) if plain.isascii() else styled_character(plain)
    style = next((command for word, command in _STYLES.items() if word in name), None)
    return f"\\{style}{{{inner}}}" if style and inner else inner
