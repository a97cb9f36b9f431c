print("done")
return 3, "ignored"
