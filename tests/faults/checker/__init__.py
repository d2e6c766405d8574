"""The invariant checker: what must always hold, judged from outside."""
