{-# LANGUAGE BangPatterns, OverloadedStrings #-}
module Main where

import qualified Data.ByteString.Char8 as B
import qualified Data.ByteString.Builder as Builder
import qualified Data.Map.Strict as M
import Data.Maybe (fromJust, mapMaybe)
import System.IO

parse :: B.ByteString -> Maybe (B.ByteString, Int)
parse line = case B.words line of
  [name, x] -> Just (name, fst . fromJust $ B.readInt x)
  _ -> Nothing

main :: IO ()
main = do
  hSetBuffering stdout (BlockBuffering Nothing)
  rows <- mapMaybe parse . tail . B.lines <$> B.getContents
  let !sums = M.fromListWith (+) rows
      line (k, v) = Builder.byteString k <> " " <> Builder.intDec v <> "\n"
  Builder.hPutBuilder stdout (foldMap line (M.toAscList sums) <> line ("total", sum (M.elems sums)))
  hFlush stdout
