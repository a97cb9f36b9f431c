require 'stringio'
ARGF.gets
$total = 0
class Counter
  include Enumerable
  def initialize; @sums = {}; end
  def add(name, x) = @sums.store(name, @sums.fetch(name, 0) + x)
  def each(&block) = @sums.each(&block)
end
counter = Counter.new
while line = ARGF.gets
  name, x = line.strip.split(/\s+/)
  counter.add(name, x.to_i)
  $total += x.to_i
end
puts counter.min_by(100) { |name, _| name }.map { |pair| pair * ' ' }
puts <<~TEXT
  total #{$total}
TEXT
