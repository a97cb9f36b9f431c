def f(a: int = 1) -> str:
    """Says f."""
help(f)
