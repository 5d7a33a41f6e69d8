"""Trees and phrases -> terms and hypotheses: what names stand for, and what lectures leave out, written out."""
