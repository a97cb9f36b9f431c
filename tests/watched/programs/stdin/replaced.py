import io, sys
sys.stdin = io.StringIO('one\ntwo\n')
print(input(), input('p '))
