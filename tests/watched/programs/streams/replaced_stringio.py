import io, sys
sys.stdout = io.StringIO()
print('kept')
sys.stderr.write(sys.stdout.getvalue())
