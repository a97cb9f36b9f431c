input <- file("stdin")
open(input)
words <- strsplit(readLines(input, 1), " ")[[1]]
numbers <- as.numeric(words[-1])
depth <- function(n) if (n == 0) 0 else 1 + depth(n - 1)
switch(words[1],
  add = cat(sum(numbers), "\n", sep = ""),
  spin = while (TRUE) {},
  eat = {
    blocks <- list()
    while (TRUE) blocks[[length(blocks) + 1]] <- rep(length(blocks) + 0.5, 125000)
  },
  crash = stop("nothing there"),
  read = cat(format(sum(as.numeric(readLines(input))), scientific = FALSE, digits = 20), "\n", sep = ""),
  write = writeLines(rep("0123456789abcdef", numbers[1])),
  deep = {
    options(expressions = 500000)
    cat(depth(numbers[1]), "\n", sep = "")
  }
)
