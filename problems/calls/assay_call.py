# The caller of a function test in Python: assay_call.py FILE SETUP CALL. It runs the submission's
# FILE as a module, SETUP and CALL in that module, and writes what CALL came to on descriptor 3
# (docs/function-tests.md). It shares its process with the submission, so nothing that it says is
# believed to be more than what a value says; and it does not know which value is expected.
#
# Everything that it uses of builtins is taken before the submission's code runs, so that a program
# which changes them by accident still has its value told.
import builtins
import posix
import sys


def make_caller(
        write=posix.write, leave=posix._exit, sys=sys, builtins=dict(vars(builtins)),
        type=type, str=str, int=int, float=float, bool=bool, bytes=bytes, list=list, tuple=tuple,
        set=set, frozenset=frozenset, dict=dict, len=len,
        BaseException=BaseException, SyntaxError=SyntaxError, compile=compile, exec=exec, eval=eval,
        hook=sys.__excepthook__, memoryview=memoryview):
    text_of = {int: int.__repr__, float: float.__repr__, bool: bool.__repr__,
               str: str.__repr__, bytes: bytes.__repr__, type(None): lambda value: 'None'}
    ends = {list: ('[', ']'), tuple: ('(', ')'), set: ('{', '}'), frozenset: ('{', '}'),
            dict: ('{', '}')}
    name_in_type = type.__dict__['__name__'].__get__
    name_of_type = type.__dict__['__qualname__'].__get__
    dict_of_type = type.__dict__['__dict__'].__get__
    mro_of_type = type.__dict__['__mro__'].__get__
    items_of, encode, join, get = dict.items, str.encode, str.join, dict.get
    set_trace = BaseException.__dict__['__traceback__'].__set__
    SIZE_MAX, DEPTH_MAX = 1 << 20, 100

    def class_name(cls):
        name = name_in_type(cls)
        if get(builtins, name) is cls:
            return name
        module = dict_of_type(cls).get('__module__')
        # one that only has the name of a builtin class is told apart from it
        return '%s%s%s' % (module if type(module) is str else '?', ':' if name in builtins else '.',
                           name_of_type(cls))

    class TooLarge(BaseException):
        pass

    def put(value, parts, room, depth):
        # Exact types alone: no method of the submission's is ever called.
        cls = type(value)
        plain = get(text_of, cls)
        if plain is not None:
            text = plain(value)
            room[0] -= len(text)
            parts.append(text)
        elif get(ends, cls) is None or depth > DEPTH_MAX:
            parts.append('<%s>' % str.__repr__(
                class_name(cls) if depth <= DEPTH_MAX else 'too many, nested in each other'))
            room[0] -= 30
        elif cls in (set, frozenset) and len(value) == 0:
            parts.append('set()')
        else:
            begin, end = ends[cls]
            parts.append(begin)
            if cls is dict:
                for key, item in items_of(value):
                    put(key, parts, room, depth + 1)
                    parts.append(':')
                    put(item, parts, room, depth + 1)
                    parts.append(',')
            else:
                for item in value:
                    put(item, parts, room, depth + 1)
                    parts.append(',')
            parts.append(end)
            room[0] -= 2
        room[0] -= 2
        if room[0] < 0:
            raise TooLarge

    def literal(value):
        parts = []
        put(value, parts, [SIZE_MAX], 1)
        return join('', parts)

    def message_of(failure):
        # Of the exact builtin classes; a class of the submission's could say anything, or nothing.
        arguments = BaseException.__dict__['args'].__get__(failure)
        if type(arguments) is tuple and len(arguments) == 1 and type(arguments[0]) is str:
            return arguments[0][:1000]
        return ''

    def tell(text):
        data = memoryview(encode(text, 'utf-8', 'surrogatepass'))
        while len(data) > 0:
            data = data[write(3, data):]

    def flush():
        for name in ('stdout', 'stderr', '__stdout__', '__stderr__'):
            try:
                vars_of_sys[name].flush()
            except BaseException:
                pass

    def end(status):
        # What the submission leaves behind (threads, functions to run at the exit) is not waited
        # for: its call is over.
        leave(status)

    def tell_value(value):
        if sys_long:
            sys_long(0)
        try:
            text = 'returned ' + literal(value)
        except TooLarge:
            text = 'returned <\'more than fits into 1 MiB\'>'
        flush()
        tell(text)
        end(0)

    def fail(failure, is_call):
        trace = failure.__traceback__
        for _ in range(2 if is_call else 1):
            trace = trace and trace.tb_next
        try:
            set_trace(failure, trace)
            hook(type(failure), failure, trace)
        except BaseException:
            pass
        flush()
        if is_call:
            names = [class_name(cls) for cls in mro_of_type(type(failure))[:-1]][:20]
            tell('raised %s %s' % (literal(names), str.__repr__(message_of(failure))))
        end(1)

    vars_of_sys = vars(sys)
    sys_long = get(vars_of_sys, 'set_int_max_str_digits')

    def evaluate(text, space):
        try:
            value = compile(text.strip(), '<test>', 'eval', 0, True)
        except SyntaxError:
            value = None
        if value is not None:
            return eval(value, space)
        import _ast
        tree = compile(text, '<test>', 'exec', 0x400, True)  # ast.PyCF_ONLY_AST
        last = tree.body[-1] if tree.body else None
        if type(last) is not _ast.Expr:
            exec(compile(tree, '<test>', 'exec', 0, True), space)
            return None
        tree.body.pop()
        value = compile(_ast.Expression(last.value), '<test>', 'eval', 0, True)
        if tree.body:
            exec(compile(tree, '<test>', 'exec', 0, True), space)
        return eval(value, space)

    def tell_test(failure):
        if failure is None:
            flush()
            tell('returned True')
            end(0)
        try:
            hook(type(failure), failure, failure.__traceback__)
        except BaseException:
            pass
        flush()
        tell('raised %s %s' % (literal([class_name(type(failure))]),
                               str.__repr__(message_of(failure))))
        end(0)

    return evaluate, tell_value, tell_test, fail


def run_test(test_file, name):
    """A test of the problem's own file: None, or the exception that it ends with."""
    import importlib
    module = importlib.import_module(test_file.rpartition('.')[0])
    owner, _, method = name.rpartition('.')
    holder = getattr(module, owner) if owner else module
    unittest = sys.modules.get('unittest')
    if owner and unittest and issubclass(holder, unittest.TestCase):
        result = unittest.TestResult()
        unittest.TestSuite([holder(method)]).run(result)
        bad = result.failures + result.errors
        if bad:
            sys.stderr.write(bad[0][1])
            # what stands behind the traceback, whose lines are indented
            said = [line for line in bad[0][1].splitlines() if not line.startswith((' ', 'Trace'))]
            return AssertionError(said[0].partition('AssertionError: ')[2] or said[0] if said else '')
        return AssertionError('an unexpected success') if result.unexpectedSuccesses else None
    test = getattr(holder, method)
    if not owner and test.__code__.co_argcount == 0 and not hasattr(test, 'pytestmark'):
        test()
        return None
    import pytest
    status = pytest.main(['-q', '-p', 'no:cacheprovider', '--rootdir=/tmp', '-c', '/dev/null',
                          '/prog/%s::%s' % (test_file, name.replace('.', '::'))])
    return AssertionError('pytest exits with %d' % status) if status else None


def main():
    evaluate, tell_value, tell_test, fail = make_caller()
    if sys.argv[4:] == ['test']:
        test_file, name = sys.argv[2:4]
        del sys.argv[1:]
        try:
            failure = run_test(test_file, name)
        except BaseException as raised:
            failure = raised
        tell_test(failure)
    file, setup, call = sys.argv[1:]
    folder, name = file.rpartition('/')[0::2]
    sys.argv[:] = [file]
    module = type(sys)(name.rpartition('.')[0] or name)
    module.__file__ = file
    sys.modules[module.__name__] = module
    space = module.__dict__
    try:
        with open(file, 'rb') as source:
            text = source.read()
        exec(compile(text, file, 'exec', 0, True), space)
        if setup:
            exec(compile(setup, '<setup>', 'exec', 0, True), space)
    except BaseException as failure:
        fail(failure, False)
    try:
        value = evaluate(call, space)
    except BaseException as failure:
        fail(failure, True)
    tell_value(value)


main()
