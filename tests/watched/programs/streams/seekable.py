import sys
for stream in sys.stdin, sys.stdout, sys.stderr:
    for part in stream, stream.buffer, stream.buffer.raw:
        try:
            where = part.tell() if part.seekable() else 'not seekable'
        except OSError as error:
            where = error
        print(part.seekable(), where)
