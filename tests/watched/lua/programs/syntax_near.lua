-- verdict: CE
x = = 2
