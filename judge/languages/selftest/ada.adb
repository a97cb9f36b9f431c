with Ada.Text_IO; use Ada.Text_IO;
with Ada.Long_Long_Integer_Text_IO; use Ada.Long_Long_Integer_Text_IO;

procedure Solution is
   subtype Number is Long_Long_Integer;
   type Block;
   type Block_Access is access Block;
   type Bytes is array (1 .. 1_000_000) of Character;
   type Block is record
      Next : Block_Access;
      Data : Bytes := (others => 'x');
   end record;

   function Depth (N : Number) return Number is
     (if N = 0 then 0 else 1 + Depth (N - 1));

   Line  : constant String := Get_Line;
   Space : Natural := Line'First;
   A, B, Sum, Next : Number := 0;
   Last  : Natural;
   Kept  : Block_Access;
   Spin  : Number := 0;
   pragma Volatile (Spin);
begin
   while Space <= Line'Last and then Line (Space) /= ' ' loop
      Space := Space + 1;
   end loop;
   if Space < Line'Last then
      Get (Line (Space .. Line'Last), A, Last);
      if Last < Line'Last then
         Get (Line (Last + 1 .. Line'Last), B, Last);
      end if;
   end if;
   declare
      Act : constant String := Line (Line'First .. Space - 1);
   begin
      if Act = "add" then
         Put (A + B, Width => 1);
      elsif Act = "spin" then
         loop
            Spin := 1 - Spin;
         end loop;
      elsif Act = "eat" then
         loop
            Kept := new Block'(Next => Kept, Data => (others => 'y'));
         end loop;
      elsif Act = "crash" then
         raise Constraint_Error;
      elsif Act = "read" then
         while not End_Of_File loop
            Get (Next);
            Skip_Line;
            Sum := Sum + Next;
         end loop;
         Put (Sum, Width => 1);
      elsif Act = "write" then
         for I in 1 .. A loop
            Put_Line ("0123456789abcdef");
         end loop;
      elsif Act = "mul" then
         Put (A * B, Width => 1);
      elsif Act = "deep" then
         Put (Depth (A), Width => 1);
      end if;
   end;
   New_Line;
end Solution;
