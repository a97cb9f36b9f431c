use std::collections::{BTreeSet, HashMap};
use std::io::{stdin, stdout, BufReader, BufWriter, Read, Write};
use std::str::FromStr;

struct Scanner<R> {
    reader: R,
    buffer: Vec<u8>,
}

impl<R: std::io::BufRead> Scanner<R> {
    fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new() }
    }

    fn token<T: FromStr>(&mut self) -> T
    where
        T::Err: std::fmt::Debug,
    {
        self.buffer.clear();
        loop {
            let mut byte = [0u8];
            match self.reader.by_ref().read(&mut byte).unwrap() {
                0 => break,
                _ if byte[0].is_ascii_whitespace() => {
                    if !self.buffer.is_empty() {
                        break;
                    }
                }
                _ => self.buffer.push(byte[0]),
            }
        }
        std::str::from_utf8(&self.buffer).unwrap().parse().unwrap()
    }
}

fn main() {
    let mut scan = Scanner::new(BufReader::new(stdin()));
    let mut out = BufWriter::new(stdout());
    let n = scan.token::<usize>();
    let mut names = BTreeSet::new();
    let mut sums: HashMap<String, i64> = HashMap::new();
    for _ in 0..n {
        let name: String = scan.token();
        names.insert(name.clone());
        *sums.entry(name).or_insert_with(|| 0) += scan.token::<i64>();
    }
    for name in names.iter() {
        writeln!(out, "{} {}", name, sums[name]).ok();
    }
    writeln!(out, "total {}", sums.values().sum::<i64>()).ok();
}
