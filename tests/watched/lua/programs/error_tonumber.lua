-- verdict: RTE
tonumber("z", 99)
