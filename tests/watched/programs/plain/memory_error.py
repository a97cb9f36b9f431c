# verdict: MLE
# memory: 32MiB
x = [0] * (1 << 34)
