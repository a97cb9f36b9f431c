(let* ((a (read)) (b (read)))
  (display (+ a b)) (newline)
  (display (* a b)) (newline))
