h = {}
STDIN.each_line.with_index do |line, i|
  next if i.zero?
  if (m = line.chomp.match(/\A(?<name>\w+) (?<x>-?\d+)\z/))
    h[m[:name]] = (h[m[:name]] || 0) + m[:x].to_i
  end
end
h.keys.sort { |a, b| a <=> b }.each { |k| $stdout.write(k, ' ', h[k], "\n") }
STDOUT << "total #{h.values.reduce(:+)}" << $/
