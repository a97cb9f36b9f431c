# One process is allowed and this is already it, so the first fork fails.
import os

while True:
    os.fork()
