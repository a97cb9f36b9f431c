# verdict: RTE
raise GeneratorExit('odd')
