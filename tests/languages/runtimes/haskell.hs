import Control.Concurrent
import Control.Exception (evaluate)
import Control.Monad
import qualified Data.Map.Strict as Map
import Data.Array.ST (newArray, runSTUArray)
import Data.Array.Unboxed
import Data.Word (Word8)
import System.Exit
import System.IO

block :: Int -> Int -> UArray Int Word8
block size byte = listArray (0, size - 1) (repeat (fromIntegral byte))

grow :: [UArray Int Word8] -> Int -> IO ()
grow kept n = do
  let next = block 10000 n
  next `seq` if n < 0 then print (length kept) else grow (next : kept) (n + 1)

boxes :: Map.Map Int String -> Int -> IO ()
boxes numbers n
  | n < 0 = print (Map.size numbers)
  | otherwise = let text = "number " ++ show n in length text `seq` boxes (Map.insert n text numbers) (n + 1)

main :: IO ()
main = do
  act <- getLine
  case act of
    "grow" -> grow [] 0
    "boxes" -> boxes Map.empty 0
    "huge" -> print (block (2 ^ (40 :: Int)) 1 ! 5)
    "large" -> print (block (2 ^ (30 :: Int)) 1 ! 5)
    "says" -> hPutStrLn stderr "solution: Heap exhausted;" >> exitWith (ExitFailure 1)
    "most" -> do
      let kept = [block 65536 n | n <- [1 .. 179 * 16]]
      mapM_ evaluate kept
      print (length kept)
    "object" -> do
      let one = runSTUArray (newArray (0, 178257919) 1) :: UArray Int Word8
      print (snd (bounds one) + fromIntegral (one ! 5))
    "threads" -> do
      done <- newEmptyMVar
      forM_ [1 .. 4 :: Int] $ \_ -> forkIO (putMVar done $! sum [0 .. 999 :: Int])
      sums <- replicateM 4 (takeMVar done)
      print (sum sums)
    _ -> return ()
