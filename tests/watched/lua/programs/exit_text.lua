-- verdict: RTE
os.exit('x')
