let () =
  let channel = open_in "/dev/stdin" in
  ignore (input_line channel);
  let sums = Hashtbl.create 9 and total = ref 0 in
  (try while true do
     Scanf.sscanf (input_line channel) "%s %d" (fun s x ->
       Hashtbl.replace sums s (x + (try Hashtbl.find sums s with Not_found -> 0));
       total := !total + x)
   done with End_of_file -> ());
  List.iter (fun (s, x) -> Printf.printf "%s %d\n" s x)
    (List.sort compare (Hashtbl.fold (fun s x l -> (s, x) :: l) sums []));
  Printf.printf "total %d\n" !total
