import sys
for stream in sys.stdin, sys.stdout, sys.stderr:
    print(stream.name, stream.mode, stream.fileno(), stream.isatty(), stream.closed,
          stream.line_buffering, stream.write_through, stream.readable(), stream.writable())
