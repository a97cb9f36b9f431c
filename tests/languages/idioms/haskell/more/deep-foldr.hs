import System.IO.Unsafe (unsafePerformIO)
main = readLn >>= \n -> print (foldr (+) 0 [1 .. n :: Integer])
