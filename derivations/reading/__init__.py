"""LaTeX, Markdown and plain text to a syntax tree with source spans, and from there to terms."""
