-- verdict: CE
goto nowhere
