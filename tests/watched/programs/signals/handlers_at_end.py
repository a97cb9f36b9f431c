# verdict: RTE
import signal


class Late:
    def __del__(self):
        print(signal.sigpending(), signal.pthread_sigmask(signal.SIG_BLOCK, []))
        signal.raise_signal(signal.SIGCHLD)
        signal.raise_signal(signal.SIGPIPE)
        print('still here', flush=True)
        signal.raise_signal(signal.SIGUSR1)


signal.signal(signal.SIGUSR1, print)
signal.signal(signal.SIGCHLD, print)
late = Late()
