class D:
    def __del__(self):
        import sys
        print(sys.stdout is sys.__stdout__, sys.stdout.closed)
import sys
sys.d = D()
