# verdict: RTE
input()
