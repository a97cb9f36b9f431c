rows = File.read('/dev/stdin').lines.drop(1).map(&:split)
sums = rows.group_by(&:first).transform_values { |g| g.sum { |_, x| x.to_i } }
File.open('/dev/stdout', 'w') { |out| sums.sort.each { |s, x| out.puts "#{s} #{x}" } }
puts "total #{sums.values.sum}"
