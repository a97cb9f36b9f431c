uses math, sysutils;
var a, b: double;
begin
  readln(a, b);
  writeln(a + b:0:3);
  DefaultFormatSettings.DecimalSeparator := '.';
  writeln(FormatFloat('0.000', a * b));
  writeln(floor(sqrt(a)));
end.
