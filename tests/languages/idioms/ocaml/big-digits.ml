let digits s = Array.init (String.length s) (fun i -> Char.code s.[String.length s - 1 - i] - 48)
let show d =
  for i = 0 to Array.length d - 2 do d.(i + 1) <- d.(i + 1) + d.(i) / 10; d.(i) <- d.(i) mod 10 done;
  let k = ref (Array.length d - 1) in
  while !k > 0 && d.(!k) = 0 do decr k done;
  for i = !k downto 0 do print_int d.(i) done;
  print_newline ()
let () =
  let a = digits (read_line ()) in
  let b = digits (read_line ()) in
  let n = Array.length a + Array.length b in
  let at d i = if i < Array.length d then d.(i) else 0 in
  show (Array.init n (fun i -> at a i + at b i));
  let p = Array.make n 0 in
  Array.iteri (fun i x -> Array.iteri (fun j y -> p.(i + j) <- p.(i + j) + x * y) b) a;
  show p
