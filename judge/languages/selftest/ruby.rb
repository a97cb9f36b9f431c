def depth(n)
  n == 0 ? 0 : 1 + depth(n - 1)
end

act, *words = gets.split
numbers = words.map(&:to_i)
case act
when 'add' then puts numbers.sum
when 'spin' then loop {}
when 'eat'
  blocks = []
  loop { blocks << 'x' * 1_000_000 }
when 'crash' then puts [].fetch(1)
when 'read' then puts $stdin.each_line.sum(&:to_i)
when 'write' then numbers[0].times { puts '0123456789abcdef' }
when 'mul' then puts numbers[0] * numbers[1]
when 'deep' then puts depth(numbers[0])
end
