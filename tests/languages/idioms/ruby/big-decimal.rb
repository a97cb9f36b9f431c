require 'bigdecimal'
a, b = $<.map { |l| BigDecimal(l.chomp) }
puts (a + b).to_i
puts (a * b).to_s('F').sub(/\.0\z/, '')
