use std::collections::BTreeMap;
use std::io::{self, Read, Write};

struct Input<I: Iterator<Item = u8>>(std::iter::Peekable<I>);

impl<I: Iterator<Item = u8>> Input<I> {
    fn word(&mut self) -> Vec<u8> {
        while self.0.next_if(|b| b.is_ascii_whitespace()).is_some() {}
        std::iter::from_fn(|| self.0.next_if(|b| !b.is_ascii_whitespace())).collect()
    }
    fn int(&mut self) -> i64 {
        let w = self.word();
        let (sign, digits) = if w[0] == b'-' { (-1, &w[1..]) } else { (1, &w[..]) };
        sign * digits.iter().fold(0, |n, d| n * 10 + (d - b'0') as i64)
    }
}

fn main() {
    let stdin = io::stdin();
    let mut input = Input(io::BufReader::new(stdin.lock()).bytes().map(|b| b.unwrap()).peekable());
    let mut sums = BTreeMap::<Vec<u8>, i64>::new();
    let mut total = 0i64;
    for _ in 0..input.int() {
        let name = input.word();
        let x = input.int();
        sums.entry(name).and_modify(|s| *s += x).or_insert(x);
        total += x;
    }
    let mut out = Vec::new();
    for (name, sum) in sums {
        out.extend_from_slice(&name);
        out.extend(format!(" {}\n", sum).bytes());
    }
    out.extend(format!("total {}\n", total).into_bytes());
    io::stdout().write_all(&out).unwrap();
}
