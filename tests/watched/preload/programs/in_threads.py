# Several threads import the same, at once.
import threading
found = []
def work():
    import http.client, json, random, unittest
    found.append((http.client, json, random, unittest))
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(found), len(set(found)))
