print(math.maxinteger + 1 == math.mininteger, math.mininteger // -1, math.mininteger % -1, 7 // -2, 7 % -2, -7 // 2.0, 5.5 % -2)
print(1e308 * 10, -1e308 * 10, 0/0 ~= 0/0, 2^53, 2^63, 1e15, 1e16, 1e100, 0.1, -0.0, 100 // 1e-320)
print(9223372036854775807, 9223372036854775808, 0xffffffffffffffff, 0x1p4, 1 << 63, 1 << 64, -1 >> 1, ~0)
print(math.tointeger(3.0), math.tointeger('8'), math.type(1), math.type(1.0), math.type('1'), 3 == 3.0, 1 < 1.5)
print('10' + 5, '0x10' * 2, 10 .. 20, tonumber('  12  '), tonumber('1e1'), tonumber('z', 36), tonumber('1 2'), tonumber(''))
print(string.format('%5.1f|%-5d|%05d|%x|%a|%g|%q|%i', 3.14159, 42, 42, 255, 1, 1e20, 'a\n\0', 7))
print(math.ult(1, -1), math.abs(math.mininteger), math.fmod(-7, 3), math.floor(-3.5), math.ceil(3.2), math.huge, -math.huge, math.pi)
for i = math.maxinteger - 1, math.maxinteger do io.write(i, ' ') end
for i = 1.0, 2 do io.write(i, ' ') end
print()
