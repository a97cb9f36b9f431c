import Numeric (showFFloat)
import Text.Printf (printf)
main :: IO ()
main = do
  [a, b] <- fmap read . words <$> getLine
  printf "%.3f\n" (a + b :: Double)
  putStrLn $ showFFloat (Just 3) (a * b) ""
  print (floor (sqrt a) :: Int)
