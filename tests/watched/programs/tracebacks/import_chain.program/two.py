def go(n):
    # ä comment before the line
    return go(n - 1) if n else {}[n]
