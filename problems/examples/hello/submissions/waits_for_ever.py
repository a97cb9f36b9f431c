# Waits for an item that nobody will ever put.
import queue

print(queue.SimpleQueue().get())
