import contextvars
class D:
    def __del__(self):
        print('del of context')
var = contextvars.ContextVar('var')
var.set(D())
