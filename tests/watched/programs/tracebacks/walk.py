import sys
def f():
    1 / 0
try:
    f()
except ZeroDivisionError:
    tb = sys.exc_info()[2]
    while tb:
        print(tb.tb_frame.f_code.co_name, tb.tb_lineno, tb.tb_lasti, tb.tb_frame.f_code.co_filename)
        tb = tb.tb_next
