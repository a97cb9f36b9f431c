-- verdict: RTE
load("local x = nil\nx()")()
