-- verdict: CE
x = 3x
