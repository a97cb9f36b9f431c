let rec depth n = if n = 0 then 0 else 1 + depth (n - 1)

let () =
  let words = String.split_on_char ' ' (input_line stdin) in
  let number i = int_of_string (List.nth words i) in
  match List.hd words with
  | "add" -> Printf.printf "%d\n" (number 1 + number 2)
  | "spin" -> while true do ignore (Sys.opaque_identity 1) done
  | "eat" ->
    let blocks = ref [] in
    while true do blocks := Bytes.make 1_000_000 'x' :: !blocks done
  | "crash" -> Printf.printf "%d\n" (number 9)
  | "read" ->
    let sum = ref 0 in
    (try while true do sum := !sum + int_of_string (input_line stdin) done
     with End_of_file -> ());
    Printf.printf "%d\n" !sum
  | "write" -> for _ = 1 to number 1 do print_string "0123456789abcdef\n" done
  | "mul" ->
    let long i = Int64.of_string (List.nth words i) in
    Printf.printf "%Ld\n" (Int64.mul (long 1) (long 2))
  | "deep" -> Printf.printf "%d\n" (depth (number 1))
  | _ -> ()
