#!/usr/bin/env ruby
# frozen_string_literal: true
require 'set'
_, *words = $stdin.read.split
rows = words.each_slice(2).map { |name, number| [name, Integer(number)] }
names = SortedSet.new rescue names = rows.map(&:first).to_set
rows.group_by(&:first).sort_by { |name, _| name }.each do |name, group|
  printf("%s %d\n", name, group.sum(&:last))
end
$stdout.print "total ", rows.inject(0) { |a, (_, x)| a + x }, "\n"
$stdout.flush
