# verdict: RTE
raise KeyboardInterrupt
