a, b = 2.times.map { gets.to_i }
puts a + b
puts a * b
raise unless a.pow(b, 1_000_000_007) > 0
