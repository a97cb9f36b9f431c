import signal
for number in sorted(signal.valid_signals()):
    handler = signal.getsignal(number)
    print(int(number), handler if not callable(handler) or isinstance(handler, signal.Handlers) else handler.__name__)
