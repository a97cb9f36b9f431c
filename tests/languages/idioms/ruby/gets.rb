n = gets.to_i
sums = Hash.new(0)
n.times do
  name, number = gets.split
  sums[name] += number.to_i
end
sums.sort.each { |name, sum| puts "#{name} #{sum}" }
puts "total #{sums.values.sum}"
