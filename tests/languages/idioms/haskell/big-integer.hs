main = do
  [a, b] <- map read . lines <$> getContents :: IO [Integer]
  print (a + b)
  print $ a * b
