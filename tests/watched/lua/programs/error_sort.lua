-- verdict: RTE
table.sort({3, 1, 2, 5, 4, 9, 8}, function() return true end)
