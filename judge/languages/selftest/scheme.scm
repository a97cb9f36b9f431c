(use-modules (ice-9 rdelim))

(define (depth n) (if (= n 0) 0 (+ 1 (depth (- n 1)))))

(define words (string-split (read-line) #\space))
(define numbers (map string->number (cdr words)))

(define (total sum)
  (let ((line (read-line)))
    (if (eof-object? line) sum (total (+ sum (string->number line))))))

(define (say what) (display what) (newline))

(case (string->symbol (car words))
  ((add) (say (apply + numbers)))
  ((spin) (let loop () (loop)))
  ((eat) (let loop ((blocks '())) (loop (cons (make-vector 100000 1) blocks))))
  ((crash) (error "nothing there"))
  ((read) (say (total 0)))
  ((write) (do ((i 0 (+ i 1))) ((= i (car numbers))) (say "0123456789abcdef")))
  ((mul) (say (apply * numbers)))
  ((deep) (say (depth (car numbers)))))
