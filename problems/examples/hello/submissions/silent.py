greeting = "Hello, world!"
