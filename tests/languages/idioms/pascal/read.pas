program tally;
var
  n, i, j, k, count: integer;
  x, total: longint;
  line, name: string;
  names: array[1..100] of string;
  sums: array[1..100] of longint;
begin
  readln(n);
  count := 0; total := 0;
  for i := 1 to n do
  begin
    readln(line);
    name := copy(line, 1, pos(' ', line) - 1);
    val(copy(line, pos(' ', line) + 1, 255), x);
    k := 1;
    while (k <= count) and (names[k] < name) do inc(k);
    if (k > count) or (names[k] <> name) then
    begin
      for j := count downto k do begin names[j + 1] := names[j]; sums[j + 1] := sums[j]; end;
      inc(count);
      names[k] := name; sums[k] := 0;
    end;
    sums[k] := sums[k] + x;
    total := total + x;
  end;
  for i := 1 to count do writeln(names[i], ' ', sums[i]);
  writeln('total ', total);
end.
