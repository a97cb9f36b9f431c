t <- read.table(file("stdin"), skip = 1, col.names = c("name", "number"))
a <- aggregate(number ~ name, data = t, FUN = sum)
a <- a[order(a$name), ]
cat(sprintf("%s %d\n", a$name, as.integer(a$number)), sep = "")
cat("total ", format(sum(t$number), scientific = FALSE), "\n", sep = "")
