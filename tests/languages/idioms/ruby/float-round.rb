a, b = gets.split.map(&:to_f)
puts format('%.3f', a + b)
puts (a * b).round(3)
puts Math.sqrt(a).floor
