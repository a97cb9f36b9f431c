# verdict: RTE
'x'.encode('no-such-codec')
