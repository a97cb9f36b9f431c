-- verdict: RTE
coroutine.yield(1)
