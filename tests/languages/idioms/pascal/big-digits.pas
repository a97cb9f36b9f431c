program big;
{$H+}
type digits = array[0..200] of longint;
var a, b, s, p: digits;
  procedure get(var d: digits);
  var t: string; i: longint;
  begin
    readln(t);
    fillchar(d, sizeof(d), 0);
    for i := 1 to length(t) do d[length(t) - i] := ord(t[i]) - 48;
  end;
  procedure put(var d: digits);
  var i: longint;
  begin
    for i := 0 to 199 do begin d[i + 1] := d[i + 1] + d[i] div 10; d[i] := d[i] mod 10; end;
    i := 200;
    while (i > 0) and (d[i] = 0) do dec(i);
    for i := i downto 0 do write(d[i]);
    writeln;
  end;
var i, j: longint;
begin
  get(a); get(b);
  fillchar(p, sizeof(p), 0);
  for i := 0 to 99 do
    for j := 0 to 99 do
      p[i + j] := p[i + j] + a[i] * b[j];
  for i := 0 to 200 do s[i] := a[i] + b[i];
  put(s); put(p);
end.
