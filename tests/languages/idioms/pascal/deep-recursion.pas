program deep;
{$inline on}
function f(n: longint): int64;
begin
  if n = 0 then f := 0 else f := n + f(n - 1);
end;
var n: longint;
begin
  read(n);
  writeln(f(n));
end.
