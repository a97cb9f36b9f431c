import signal
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
def handler(number, frame):
    print('handled', number, frame.f_code.co_name, frame.f_lineno)
signal.signal(signal.SIGINT, handler)
signal.raise_signal(signal.SIGINT)
