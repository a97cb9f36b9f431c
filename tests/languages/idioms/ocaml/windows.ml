module Sums = Map.Make (String)

let () =
  let n = Scanf.scanf " %d" (fun x -> x) in
  let sums = ref Sums.empty and total = ref 0 in
  for _ = 1 to n do
    Scanf.scanf " %s %d" (fun name x ->
        let old = try Sums.find name !sums with Not_found -> 0 in
        sums := Sums.add name (old + x) !sums;
        total := !total + x)
  done;
  Sums.iter (fun name sum -> Printf.printf "%s %d\n" name sum) !sums;
  Printf.printf "total %d\n" !total
