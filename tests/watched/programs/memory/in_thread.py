# verdict: MLE
# memory: 64MiB
import threading
def eat():
    x = []
    while True:
        x.append('y' * 100000)
threading.Thread(target=eat).start()
