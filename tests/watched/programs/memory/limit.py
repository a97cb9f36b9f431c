# verdict: MLE
# memory: 64MiB
print('before', flush=True)
x = []
while True:
    x.append('y' * 100000)
