-- verdict: RTE
undefined_function()
