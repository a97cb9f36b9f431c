import qualified Data.ByteString as Bytes
import qualified Data.ByteString.Char8 as Char8
import Data.Int (Int64)
import Data.Maybe (mapMaybe)

depth :: Int64 -> Int64
depth 0 = 0
depth n = 1 + depth (n - 1)
{-# NOINLINE depth #-}

spin :: Int64 -> Int64
spin n = if n < 0 then n else spin (n + 1)

eat :: [Bytes.ByteString] -> Int -> IO ()
eat kept n = do
  let block = Bytes.replicate 1000000 (fromIntegral n)
  block `seq` if n < 0 then print (length kept) else eat (block : kept) (n + 1)

main :: IO ()
main = do
  first <- Char8.getLine
  let act : rest = words (Char8.unpack first)
      numbers = map read rest :: [Int64]
  case act of
    "add" -> print (sum numbers)
    "spin" -> print (spin 0)
    "eat" -> eat [] 0
    "crash" -> print (numbers !! 9)
    "read" -> do
      text <- Bytes.getContents
      print (sum (map (fromIntegral . fst) (mapMaybe Char8.readInt (Char8.lines text))) :: Int64)
    "write" -> putStr (concat (replicate (fromIntegral (head numbers)) "0123456789abcdef\n"))
    "mul" -> print (product numbers)
    "deep" -> print (depth (head numbers))
    _ -> return ()
