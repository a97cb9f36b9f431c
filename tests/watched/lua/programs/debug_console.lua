-- stdin: print(1)\nerror("x")\ncont\nrest\n
debug.debug()
print('after', io.read('a'))
