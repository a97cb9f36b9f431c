# stdin: x\n
input('é\udcff' if False else 'é→ ')
