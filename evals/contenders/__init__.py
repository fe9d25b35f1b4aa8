"""The searches that `evals.rivals` measures side by side: one module each, run in a process of its own."""
