import gc, sys
write = sys.stdout.write
gc.callbacks.append(lambda phase, info: write('%s %d\n' % (phase, info['generation'])))
