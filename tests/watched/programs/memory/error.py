# verdict: MLE
x = [0] * (1 << 45)
