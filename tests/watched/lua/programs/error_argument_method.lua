-- verdict: RTE
("x"):rep({})
