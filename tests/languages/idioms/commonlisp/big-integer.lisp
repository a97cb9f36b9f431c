(let ((a (parse-integer (read-line))) (b (read)))
  (print (+ a b))
  (format t "~%~d~%" (* a b)))
