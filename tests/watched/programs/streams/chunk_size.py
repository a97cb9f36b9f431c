import sys
for stream in sys.stdin, sys.stdout, sys.stderr:
    print(stream._CHUNK_SIZE, type(stream.buffer), sorted(vars(stream)) if hasattr(stream, '__dict__') else '')
