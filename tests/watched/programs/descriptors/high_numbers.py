# Nobody listens above 2.
import os
answers = set()
for fd in range(3, 300):
    for act in lambda: os.read(fd, 1), lambda: os.write(fd, b'x'), lambda: os.fstat(fd):
        try:
            answers.add((fd, act()))
        except OSError as error:
            answers.add(error.strerror)
print(answers)
