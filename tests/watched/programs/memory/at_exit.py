# verdict: MLE
# memory: 64MiB
import atexit
@atexit.register
def eat():
    x = []
    while True:
        x.append('y' * 100000)
