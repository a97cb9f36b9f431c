-- verdict: CE
print('poison'
