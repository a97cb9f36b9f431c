import two

two.go(3)
