try:
    import _xxsubinterpreters as subs
    i = subs.create()
    subs.run_string(i, 'print("inside", __name__)')
    subs.destroy(i)
except ImportError as error:
    print(error)
print('after')
