#!/usr/bin/env python3
"""Writes the programs that come in families (a signal each, a module each, ...) and those whose bytes
no editor should touch, for watched_differential.

usage: generate.py FOLDER
"""
import os
import sys

EXITS = {
    "none": "None", "zero": "0", "one": "1", "two": "2", "255": "255", "256": "256", "257": "257",
    "minus_1": "-1", "minus_256": "-256", "true": "True", "false": "False", "float": "1.5",
    "huge": "10 ** 30", "minus_huge": "-10 ** 30", "int_max": "2 ** 31", "int_min": "-2 ** 31",
    "long_max": "2 ** 63", "text": "'message'", "text_empty": "''", "text_newline": "'a\\nb\\n'",
    "tuple": "(1, 2)", "tuple_empty": "()", "list": "[3]", "dict": "{}", "bytes": "b'x'",
    "exception": "ValueError('x')", "class": "ValueError", "object_int":
    "type('I', (int,), {})(7)", "index": "type('X', (), {'__index__': lambda self: 3})()",
}
GOOD_EXITS = {"none", "zero", "256", "minus_256", "false", "int_max", "int_min"}

SIGNALS = ("HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM CHLD CONT URG "
           "XCPU XFSZ VTALRM PROF WINCH IO PWR SYS").split()
HARMLESS = {"PIPE", "CHLD", "CONT", "URG", "WINCH", "XFSZ"}

MODULES = """abc argparse array ast asyncio base64 bisect calendar cmath cmd codecs collections
concurrent.futures contextlib copy csv ctypes curses datetime decimal difflib dis email enum errno
fractions functools glob gzip hashlib heapq html http.client inspect io itertools json logging lzma
math mmap multiprocessing numbers operator os pathlib pickle platform pprint queue random re readline
resource sched select shutil signal socket sqlite3 ssl statistics string struct subprocess sysconfig
tempfile textwrap threading time timeit tkinter traceback types typing unicodedata unittest urllib.request
uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo""".split()

SYNTAX = {
    "paren": "print('x'\n", "bracket": "x = [1, 2\ny = 3\n", "brace": "x = {1: 2\n",
    "mismatch": "x = (1]\n", "extra": "x = 1)\n", "colon": "if True\n    pass\n",
    "indent": "  x = 1\n", "dedent": "if 1:\n        x\n    y\n", "no_block": "def f():\nx = 1\n",
    "tabs_spaces": "if 1:\n\tx = 1\n        y = 2\n", "string": "x = 'abc\n", "triple": "x = '''abc\n",
    "assign_call": "f() = 1\n", "assign_literal": "1 = x\n", "assign_op": "x + 1 = 2\n",
    "equals_if": "if x = 1:\n    pass\n", "keyword": "class = 1\n", "return_outside": "return 1\n",
    "yield_outside": "yield 1\n", "await_outside": "await x\n", "break_outside": "break\n",
    "continue_outside": "continue\n", "nonlocal": "nonlocal x\n",
    "global_late": "def f():\n    x = 1\n    global x\n", "double_argument": "def f(a, a): pass\n",
    "default_order": "def f(a=1, b): pass\n", "star": "print(*)\n", "dollar": "x = $\n",
    "question": "x ? y : z\n", "print_2": "print 'hello'\n", "exec_2": "exec 'x'\n",
    "except_2": "try:\n    pass\nexcept A, b:\n    pass\n", "backslash": "x = 1 \\ \n",
    "octal": "x = 0777\n", "number": "x = 1abc\n", "unicode_quote": "print(\u201chello\u201d)\n",
    "invisible": "x\u200b = 1\n", "nbsp": "x =\u00a01\n", "emoji": "\U0001f600 = 1\n",
    "fstring": "f'{'\n", "fstring_empty": "f'{}'\n", "bytes_ascii": "b'\u00e9'\n",
    "escape": "'\\x4'\n", "escape_name": "'\\N{no such}'\n", "future_late": "x = 1\nfrom __future__ import annotations\n",
    "future_unknown": "from __future__ import nothing\n", "import_star": "def f():\n    from os import *\n",
    "lambda_": "lambda x\n", "walrus": "x := 1\n", "del_": "del f()\n", "delete_literal": "del 1\n",
    "try_alone": "try:\n    pass\nx = 1\n", "else_alone": "else:\n    pass\n", "dict_star": "{**x for x in y}\n",
    "comma": "x = [1 2]\n", "keyword_repeat": "f(a=1, a=2)\n", "positional_late": "f(a=1, 2)\n",
    "async_": "async x\n", "inconsistent": "if 1:\n    if 1:\n        x\n      y\n", "deep": "(" * 300 + ")" * 300 + "\n",
    "too_deep_blocks": "".join(" " * i + "if 1:\n" for i in range(120)) + " " * 120 + "x\n",
    "nested_loops": "".join(" " * i + "for x in y:\n" for i in range(25)) + " " * 25 + "x\n",
}

# Sources whose bytes matter; the verdict is AC unless named.
SOURCES = {
    "empty_but_newline": (b"\n", "AC"), "comment_only": (b"# nothing", "AC"), "spaces": (b"   \n\t\n", "AC"),
    "bom": (b"\xef\xbb\xbfprint('\xc3\xa9', __doc__)\n", "AC"),
    "bom_declared": (b"\xef\xbb\xbf# coding: utf-8\nprint('\xc3\xa9')\n", "AC"),
    "bom_contradicted": (b"\xef\xbb\xbf# coding: latin-1\nprint('\xc3\xa9')\n", "CE"),
    "bom_twice": (b"\xef\xbb\xbf\xef\xbb\xbfprint(1)\n", "CE"),
    "latin1": (b"# -*- coding: latin-1 -*-\nprint('caf\xe9')\n", "AC"),
    "latin1_traceback": (b"# -*- coding: latin-1 -*-\nx = 'caf\xe9'; x.\xe9\n", "RTE"),
    "latin1_undeclared": (b"print('caf\xe9')\n", "CE"),
    "latin1_comment_undeclared": (b"print(1)\n# caf\xe9\n", "CE"),
    "cp1251": (b"# coding=cp1251\nprint('\xcf\xf0\xe8\xe2\xe5\xf2')\n", "AC"),
    "koi8_second_line": (b"#!/usr/bin/python3\n# vim: set fileencoding=koi8-r :\nprint('\xf0')\n", "AC"),
    "declared_third_line": (b"#\n#\n# coding: latin-1\nprint('\xe9')\n", "CE"),
    "declared_unknown": (b"# coding: no-such-encoding\nprint(1)\n", "CE"),
    "declared_ascii": (b"# coding: ascii\nprint('\xc3\xa9')\n", "CE"),
    "utf16": ("print(1)\n".encode("utf-16"), "CE"), "utf7": (b"# coding: utf-7\nprint('+AOk-')\n", "AC"),
    "shift_jis": (b"# coding: shift_jis\nprint('\x93\xfa\x96{')\n", "AC"),
    "rot13": (b"# coding: rot13\ncevag(1)\n", "CE"),
    "surrogates": (b"print('\xed\xa0\x80')\n", "CE"), "overlong": (b"print('\xc0\xaf')\n", "CE"),
    "crlf": (b"print(1)\r\nif 1:\r\n    print('''a\r\nb''')\r\n", "AC"),
    "cr": (b"print(1)\rprint(2)\r", "AC"), "mixed_newlines": (b"print(1)\r\nprint(2)\nprint(3)\r", "AC"),
    "crlf_traceback": (b"def f():\r\n    return 1 / 0\r\nf()\r\n", "RTE"),
    "form_feed": (b"print(1)\n\x0c\nprint(2)\n\x0cprint(3)\n", "AC"),
    "vertical_tab": (b"print(1)\n\x0bprint(2)\n", "CE"),
    "nul": (b"print(1)\n\0print(2)\n", "CE"), "nul_in_string": (b"print('a\0b')\n", "CE"),
    "nul_at_end": (b"print(1)\n\0", "CE"), "nul_in_comment": (b"# a\0b\nprint(1)\n", "CE"),
    "ctrl_z": (b"print(1)\n\x1aprint(2)\n", "CE"), "escape": (b"print('\x1b[31m')\n", "AC"),
    "backslash_eof": (b"print(1)\\", "CE"), "shebang": (b"#!/usr/bin/env python3\nprint(1)\n", "AC"),
    "huge_line": (b"x = [" + b"1, " * 100000 + b"]\nprint(len(x))\n", "AC"),
    "huge_line_error": (b"x = " + b"1 + " * 800 + b"'a'\n", "RTE"),
    "many_lines": (b"x = 1\n" * 20000 + b"print(x)\n", "AC"),
    "many_lines_error": (b"x = 1\n" * 70000 + b"y\n", "RTE"),
    "huge_string": (b"print(len('" + b"x" * 1000000 + b"'))\n", "AC"),
    "huge_number": (b"x = " + b"9" * 5000 + b"\n", "CE"),
    "huge_name": (b"a" * 100000 + b" = 1\nprint(1)\n", "AC"),
    "tabs_8": (b"if 1:\n        x = 1\n\ty = 2\n", "CE"), "unicode_names": ("ﬁ = 1\nprint(fi, 'ﬁ' in globals())\n".encode(), "AC"),
    "zip": (b"PK\x03\x04" + b"\0" * 30, "CE"), "pyc_magic": (b"\xa7\r\r\n" + b"\0" * 12, "CE"),
    "docstring_crlf": (b'"""a\r\nb"""\r\nprint(repr(__doc__))\r\n', "AC"),
    "line_separator": ("print('a\u2028b')\nx = 1\u2028\n".encode(), "CE"),
    "long_chain": (b"print(1" + b" + 1" * 900 + b")\n", "AC"),
    "long_elif": (b"x = 0\nif x == 1: pass\n" + b"".join(b"elif x == %d: pass\n" % i for i in range(2, 900)), "AC"),
}


def write(folder, family, name, data):
    os.makedirs(os.path.join(folder, family), exist_ok=True)
    with open(os.path.join(folder, family, name + ".py"), "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def verdict(word):
    return "" if word == "AC" else f"# verdict: {word}\n"


def write_exits(folder):
    for name, value in EXITS.items():
        head = verdict("AC" if name in GOOD_EXITS else "RTE")
        write(folder, "exit_of", name, f"{head}import sys\nprint('before', end='')\nsys.exit({value})\n")


def write_signals(folder):
    for name in SIGNALS:
        quiet = name in HARMLESS
        head = verdict("AC" if quiet else "SV" if name == "SYS" else "RTE")
        write(folder, "signal_of", name.lower(),
              f"{head}import os, signal\nprint('kept', flush=True)\nprint('unflushed')\n"
              f"os.kill(os.getpid(), signal.SIG{name})\nfor _ in range(1000):\n    pass\n")
        if name not in ("KILL", "STOP"):
            write(folder, "signal_handled", name.lower(),
                  f"import os, signal\nprint(signal.signal(signal.SIG{name}, lambda n, f: print('got', n)))\n"
                  f"os.kill(os.getpid(), signal.SIG{name})\nprint('end')\n")


def write_imports(folder):
    """What a module brings along, and what it prints of itself, must not depend on who is there already."""
    for name in MODULES:
        write(folder, "import_of", name.replace(".", "_"),
              "import sys\nbefore = set(sys.modules)\ntry:\n"
              f"    import {name}\n    print(sorted({name}.__dict__)[:400], {name}.__name__)\n"
              "except ImportError as error:\n    print(repr(error))\n"
              "print(sorted(set(sys.modules) - before))\n")
    write(folder, "import_of", "every_one", """# time: 20s
import contextlib, io, sys
loud = {'antigravity', 'idlelib', 'this', 'turtledemo', '__main__'}
for name in sorted(sys.stdlib_module_names - loud):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            __import__(name)
        print(name, 'ok')
    except BaseException as error:
        print(name, type(error).__name__, error)
print(sorted(sys.modules))
""")


def write_syntax(folder):
    for name, text in SYNTAX.items():
        write(folder, "syntax", name, verdict("CE") + "print('never')\n" + text)


def write_sources(folder):
    for name, (data, word) in SOURCES.items():
        # the annotation must not move what the bytes are about: it goes into a file of its own
        write(folder, "source_bytes", name, data)
        if word != "AC":
            with open(os.path.join(folder, "source_bytes", name + ".verdict"), "w") as file:
                file.write(word)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    write_exits(folder)
    write_signals(folder)
    write_imports(folder)
    write_syntax(folder)
    write_sources(folder)


main()
