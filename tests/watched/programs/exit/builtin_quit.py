# verdict: RTE
quit('done')
