"""Characters -> tokens -> the syntax tree of what was written, with source spans; and trees as text again."""
