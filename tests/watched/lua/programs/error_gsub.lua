-- verdict: RTE
("x"):gsub("%", "")
