-- verdict: CE
if true then
print(1)

