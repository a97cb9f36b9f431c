# Asks for 16 TiB in one piece and is refused: MemoryError, not a byte of it touched.
block = bytearray(1 << 44)
print("Hello, world!")
