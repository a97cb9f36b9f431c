print(1); print(2); print(3) if 0 else None
