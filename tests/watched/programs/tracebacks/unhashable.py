# verdict: RTE
{[]: 1}
