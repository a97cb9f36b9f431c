import sys
for stream in sys.stdin, sys.stdout, sys.stderr:
    raw = stream.buffer.raw
    print(type(raw), raw.mode, raw.closefd, raw.fileno(), raw.name, raw._blksize)
