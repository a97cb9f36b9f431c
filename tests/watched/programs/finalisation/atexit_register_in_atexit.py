import atexit
def again():
    print('first')
    atexit.register(print, 'registered late')
atexit.register(again)
