local digits = 0
for i = 1, 200000 do digits = (digits * 31 + i) % 1000003 end
print(digits)
