# Audit events that the end of the program raises.
import sys
write = sys.stdout.write
def hook(event, args):
    if event.startswith(('cpython', 'gc', 'sys')):
        write(event + '\n')
sys.addaudithook(hook)
