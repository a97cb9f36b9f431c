{$mode delphi}
program Tally;
uses SysUtils, fgl, StrUtils;
type
  TSums = TFPGMap<string, Int64>;
var
  Sums: TSums;
  Words: array of string;
  Text, Word: string;
  Buffer: array[0..65535] of Char;
  C: Char;
  I, K, N: Integer;
  Total: Int64;
begin
  SetTextBuf(Input, Buffer, SizeOf(Buffer));
  Text := '';
  while not Eof(Input) do
  begin
    Read(Input, C);
    if (C = #10) or (C = #13) then C := ' ';
    Text := Text + C;
  end;
  N := WordCount(Text, [' ']);
  SetLength(Words, N);
  for I := 0 to N - 1 do Words[I] := ExtractWord(I + 1, Text, [' ']);
  Sums := TSums.Create;
  Sums.Sorted := True;
  Total := 0;
  I := 1;
  while I < N do
  begin
    Word := Words[I];
    K := Sums.IndexOf(Word);
    if K < 0 then Sums.Add(Word, StrToInt64(Words[I + 1]))
    else Sums.Data[K] := Sums.Data[K] + StrToInt64(Words[I + 1]);
    Total := Total + StrToInt64(Words[I + 1]);
    Inc(I, 2);
  end;
  for I := 0 to Sums.Count - 1 do WriteLn(Sums.Keys[I], ' ', Sums.Data[I]);
  WriteLn('total ', Total);
  Flush(Output);
  Halt(0);
end.
