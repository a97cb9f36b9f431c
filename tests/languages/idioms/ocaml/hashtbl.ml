open Printf
let buffer = Buffer.create 65536
let () =
  (try while true do Buffer.add_channel buffer stdin 1 done with End_of_file -> ());
  let words = Str.split (Str.regexp "[ \n]+") (Buffer.contents buffer) |> Array.of_list in
  let sums = Hashtbl.create 16 in
  let total = ref 0L in
  for i = 0 to (Array.length words - 1) / 2 - 1 do
    let name = words.(2 * i + 1) and x = Int64.of_string words.(2 * i + 2) in
    let old = Option.value ~default:0L (Hashtbl.find_opt sums name) in
    Hashtbl.replace sums name (Int64.add old x);
    total := Int64.add !total x
  done;
  let names = Array.of_seq (Hashtbl.to_seq_keys sums) in
  Array.sort String.compare names;
  Array.iter (fun s -> printf "%s %Ld\n" s (Hashtbl.find sums s)) names;
  printf "total %Ld\n%!" !total;
  Random.self_init ();
  eprintf "%f %d\n" (Unix.gettimeofday ()) (Random.int 6);
  exit 0
