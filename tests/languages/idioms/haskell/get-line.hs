import Control.Monad
import qualified Data.Map as Map
import Text.Printf

main :: IO ()
main = do
  n <- readLn :: IO Int
  rows <- replicateM n $ do
    [name, number] <- words <$> getLine
    return (name, read number :: Int)
  let sums = Map.fromListWith (+) rows
  forM_ (Map.toList sums) $ \(name, s) -> putStrLn $ name ++ " " ++ show s
  printf "total %d\n" (sum (map snd rows))
