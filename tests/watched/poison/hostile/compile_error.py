# verdict: CE
def f(:
