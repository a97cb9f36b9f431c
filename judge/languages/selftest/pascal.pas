{$mode objfpc}{$H+}
program Acts;

uses SysUtils;

type
  PBlock = ^TBlock;
  TBlock = record
    next: PBlock;
    bytes: array[1..1000000] of byte;
  end;

var
  first, act: string;
  a, b, sum, number: int64;
  i: longint;
  block, kept: PBlock;
  few: array of longint;
  buffer: array[1..65536] of char;

function depth(n: int64): int64;
begin
  if n = 0 then depth := 0 else depth := 1 + depth(n - 1);
end;

function nextword(var line: string): string;
var
  space: longint;
begin
  space := pos(' ', line + ' ');
  nextword := copy(line, 1, space - 1);
  delete(line, 1, space);
end;

begin
  settextbuf(output, buffer);
  readln(first);
  act := nextword(first);
  a := strtoint64def(nextword(first), 0);
  b := strtoint64def(nextword(first), 0);
  if act = 'add' then writeln(a + b)
  else if act = 'spin' then repeat until false
  else if act = 'eat' then begin
    kept := nil;
    while true do begin
      new(block);
      fillchar(block^.bytes, sizeof(block^.bytes), 1);
      block^.next := kept;
      kept := block;
    end;
  end
  else if act = 'crash' then begin
    setlength(few, 1);
    few[0] := 0;
    writeln(1 div few[0]);
  end
  else if act = 'read' then begin
    sum := 0;
    while not eof do begin
      readln(number);
      sum := sum + number;
    end;
    writeln(sum);
  end
  else if act = 'write' then for i := 1 to a do writeln('0123456789abcdef')
  else if act = 'mul' then writeln(a * b)
  else if act = 'deep' then writeln(depth(a));
end.
