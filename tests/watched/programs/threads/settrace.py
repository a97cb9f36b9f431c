import sys, threading
def trace(frame, event, arg):
    if frame.f_code.co_name == 'work':
        print(event, frame.f_lineno)
threading.settrace(trace)
def work():
    return 1
t = threading.Thread(target=work)
t.start()
t.join()
