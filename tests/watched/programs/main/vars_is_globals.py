import sys
print(vars() is globals(), locals() is globals(), vars(sys.modules['__main__']) is globals())
