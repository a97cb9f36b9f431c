# A thread that changes the value while it is told, and another that never ends.
import threading, time
value = [41]
def change():
    while True: value[0] = 41; time.sleep(0)
def wait():
    while True: time.sleep(1)
for work in (change, wait): threading.Thread(target=work).start()
def answer(): return value
def fails(): return value
def says(): return value
