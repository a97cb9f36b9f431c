# verdict: MLE
x = bytearray(1 << 40)
