let () = Scanf.scanf " %f %f" (fun a b ->
  Printf.printf "%.3f\n%.3f\n%d\n" (a +. b) (a *. b) (truncate (sqrt a)))
