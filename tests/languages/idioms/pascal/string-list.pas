{$mode objfpc}{$H+}
uses SysUtils, Classes;
var
  Rows: TStringList;
  Line: string;
  I, At: Integer;
  Total: Int64 = 0;
begin
  Rows := TStringList.Create;
  try
    Rows.Sorted := True;
    ReadLn;
    while not Eof do
    begin
      ReadLn(Line);
      At := Pos(' ', Line);
      I := Rows.IndexOf(Copy(Line, 1, At - 1));
      if I < 0 then I := Rows.Add(Copy(Line, 1, At - 1));
      Rows.Objects[I] := TObject(PtrInt(Rows.Objects[I]) + StrToInt(Trim(Copy(Line, At, MaxInt))));
      Inc(Total, StrToInt(Trim(Copy(Line, At, MaxInt))));
    end;
    for I := 0 to Rows.Count - 1 do
      WriteLn(Format('%s %d', [Rows[I], PtrInt(Rows.Objects[I])]));
    WriteLn('total ' + IntToStr(Total));
  finally
    Rows.Free;
  end;
end.
