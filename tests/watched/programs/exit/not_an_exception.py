# verdict: RTE
raise 5
