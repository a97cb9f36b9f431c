# verdict: RTE
# coding: utf-8
x = 1
exec('(' * 100000)
