import Data.Function (on)
import Data.List (groupBy, sortBy, sortOn)
import Data.Ord (comparing)

main = interact $ \text ->
  let rows = sortOn fst [(name, read x) | line <- tail (lines text), [name, x] <- [words line]] :: [(String, Int)]
      groups = groupBy ((==) `on` fst) rows
      out = [fst (head g) ++ ' ' : show (sum (map snd g)) | g <- groups]
  in unlines (out ++ ["total " ++ show (sum (map snd rows))])
