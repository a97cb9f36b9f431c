let rec rows () =
  match read_line () with
  | line -> (match String.split_on_char ' ' line with
             | [name; x] -> (name, int_of_string x) :: rows ()
             | _ -> rows ())
  | exception End_of_file -> []

let () =
  let _ = read_int () in
  let rows = List.sort compare (rows ()) in
  let add all (name, x) = match all with
    | (last, sum) :: rest when last = name -> (last, sum + x) :: rest
    | _ -> (name, x) :: all in
  List.fold_left add [] rows |> List.rev
  |> List.iter (fun (name, sum) -> print_endline (name ^ " " ^ string_of_int sum));
  print_string "total "; print_int (List.fold_left (fun a (_, x) -> a + x) 0 rows); print_newline ()
