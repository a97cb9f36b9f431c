# verdict: RTE
raise ValueError("at the end")