# verdict: MLE
raise MemoryError
