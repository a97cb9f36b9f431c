import threading
def work():
    x = 0
    while True:
        x += 1
threading.Thread(target=work, daemon=True).start()
print('main ends')
