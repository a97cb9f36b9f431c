import sys
code = sys._getframe().f_code
print(code.co_name, code.co_filename, code.co_firstlineno, code.co_flags, code.co_names,
      code.co_consts, code.co_stacksize, code.co_nlocals)
