-- verdict: CE
break
