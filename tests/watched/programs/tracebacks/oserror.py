# verdict: RTE
open('/no/such/file')
