"""Claims about integers: counting them out, and polynomial relations for SMT solvers."""
