lines = readlines(chomp: true)
Row = Struct.new(:name, :number)
rows = lines.drop(1).map { |l| Row.new(*l.split(' ')) }.each { |r| r.number = r.number.to_i }
tally = rows.each_with_object(Hash.new { |h, k| h[k] = [] }) { |r, h| h[r.name] << r.number }
out = tally.keys.sort.map { |k| [k, tally[k].sum].join(' ') }
puts out, "total %d" % rows.sum(&:number)
END { $stderr.puts Time.now, rand(10), [1, 2].shuffle.inspect }
