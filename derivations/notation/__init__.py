"""Expression to layout tree to LaTeX, MathML, typst, Markdown and text."""
