import trace
def f():
    return sum(range(3))
t = trace.Trace(count=1, trace=0)
print(t.runfunc(f), sorted(t.results().counts.items()))
