# verdict: MLE
# memory: 32MiB
x = b'x' * (64 << 20)
