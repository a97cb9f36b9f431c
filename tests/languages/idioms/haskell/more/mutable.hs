import Control.Monad.ST
import Data.Array.ST
import Data.Array.Unboxed
import Data.IORef
import qualified Data.Set as Set
import System.IO

sumsOf :: Int -> [(Int, Int)] -> UArray Int Int
sumsOf n rows = runSTUArray $ do
  a <- newArray (0, n - 1) 0
  mapM_ (\(i, x) -> readArray a i >>= writeArray a i . (+ x)) rows
  return a

main :: IO ()
main = do
  hSetBuffering stdin LineBuffering
  _ <- getLine
  total <- newIORef 0
  let loop acc = do
        end <- isEOF
        if end then return (reverse acc) else do
          line <- getLine
          let (name, rest) = break (== ' ') line
              x = read rest :: Int
          modifyIORef' total (+ x)
          loop ((name, x) : acc)
  rows <- loop []
  let names = Set.fromList (map fst rows)
      sums = sumsOf (Set.size names) [(Set.findIndex s names, x) | (s, x) <- rows]
  mapM_ (\(i, s) -> putStrLn (unwords [s, show (sums ! i)])) (zip [0 ..] (Set.toList names))
  readIORef total >>= \t -> putStr "total " >> print t
