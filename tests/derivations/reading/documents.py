"""Documents as lecturers, students and programmers write them, for the tests of the reader."""

LECTURE = r"""
\documentclass{article}
\newcommand{\E}[1]{\mathbb{E}\left[#1\right]}
\newcommand{\V}[2][]{\operatorname{Var}_{#1}\left(#2\right)}
\DeclareMathOperator{\cov}{Cov}
\def\half{\tfrac12}
\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}
\begin{document}
Let $X$ and $Y$ be independent random variables with zero mean. % no mathematics: $x
\begin{align*}
\E{XY} &= \E{X}\E{Y} && \text{(independence)} \label{eq:product}\\
\V{X+Y} &= \V{X}+\V{Y}+2\cov(X,Y) \tag{1} \\[4pt]
  &= \V{X} + \V{Y}, \qquad (\text{since } X \perp Y) \nonumber\\
  &\le \abs{a} + \abs*{b}.
\end{align*}
With $\V{X} = \half$ the display says nothing new.
\begin{eqnarray}
\V{Z} &=& \E{Z^2} - \E{Z}^2 \\
 &=& s, \nonumber \\
t &\approx& u
\end{eqnarray}
\end{document}
"""

NOTES = """---
title: "x = 1"
---
# Weights

Suppose that $w_1, \\dots, w_n$ are i.i.d. and $E[w_j] = 0$; a coffee is $3 and a cake $4.

```math
\\mathrm{Var}\\Big(\\sum_{j=1}^n w_j x_j\\Big) = n \\, \\mathrm{Var}(w_1) \\, \\mathbb{E}[x_1^2]
```

```python
x = 1  # assume: y symmetric
```

Inline code `a = b` is no mathematics.

<!-- assume: x_1 = \\max(0, y_1); y_1 symmetric -->
$$\\mathbb{E}[x_1^2] = \\frac{1}{2} \\mathrm{Var}(y_1)$$
"""

TYPED = """# by hand
assume: x, y independent
Var(x*y) = E[x^2]*E[y^2] - E[x]^2*E[y]^2
  = (Var(x) + E[x]^2)*(Var(y) + E[y]^2) - E[x]^2 E[y]^2
forget

Let us compute the mean of a sum, which is easy.
E[x + y] = E[x] + E[y],   n >= 2
o = sigmoid(in)
σ² ≈ ∫ (x−μ)² f(x) dx
"""

RECTIFIER = r"""
% assume: w_j iid; x_j iid; w and x independent; E[w_j] = 0; v = w_1 x_1 + \cdots + w_n x_n
\begin{equation}\begin{split}
\operatorname{Var}(v) &= n \operatorname{Var}(w_1 x_1) \\
 &= n \operatorname{Var}(w_1) \mathbb{E}[x_1^2]
\end{split}\end{equation}
% forget
\[ \mathbb{E}[x_1^2] = \int_{-\infty}^{\infty} \max(0, y)^2 f_Y(y)\,dy = \int_0^\infty y^2 f_Y(y)\,dy
   \overset{\text{sym.}}{=} \tfrac12 \int_{-\infty}^\infty y^2 f_Y(y) \, \mathrm{d}y \; . \]
"""

GRADIENTS = r"""
The output is $o = \sigma(wx+b)$ and the error $e = \frac{1}{2}(t-o)^2$.
$$ \frac{\partial e}{\partial w} = \frac{\partial e}{\partial o} \cdot \frac{do}{d w}
 = (o-t)\,\sigma'(wx+b)\,x = (o-t)\,o(1-o)\,x $$
$$ w \leftarrow w - \eta \frac{\partial e}{\partial w} $$
$$ y = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}
   \quad\Longrightarrow\quad y = \max\{0, x\} $$
"""

ALL = [LECTURE, NOTES, TYPED, RECTIFIER, GRADIENTS]
