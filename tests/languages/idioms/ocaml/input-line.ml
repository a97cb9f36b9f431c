type row = { name : string; number : int }
let parse line = Scanf.sscanf line "%s %d" (fun name number -> { name; number })
module Names = Set.Make (struct type t = string let compare = compare end)
let () =
  ignore (input_line stdin);
  let rec read acc = match input_line stdin with
    | line -> read (parse line :: acc)
    | exception End_of_file -> List.rev acc in
  let rows = read [] in
  let sum rows = List.fold_left (fun a r -> a + r.number) 0 rows in
  Names.iter
    (fun name -> Printf.printf "%s %d\n" name (sum (List.filter (fun r -> r.name = name) rows)))
    (Names.of_list (List.map (fun r -> r.name) rows));
  Printf.printf "total %d\n" (sum rows)
