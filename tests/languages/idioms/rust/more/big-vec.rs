use std::ops::{Add, Mul};

const BASE: u64 = 1_000_000_000;

#[derive(Clone)]
struct Big(Vec<u64>);

impl From<&str> for Big {
    fn from(s: &str) -> Self {
        Big(s.as_bytes().rchunks(9).map(|c| std::str::from_utf8(c).unwrap().parse().unwrap()).collect())
    }
}

impl<'a> Add<&'a Big> for &'a Big {
    type Output = Big;
    fn add(self, other: &Big) -> Big {
        let mut carry = 0;
        let mut out = vec![];
        for i in 0..self.0.len().max(other.0.len()) {
            carry += self.0.get(i).unwrap_or(&0) + other.0.get(i).unwrap_or(&0);
            out.push(carry % BASE);
            carry /= BASE;
        }
        out.push(carry);
        Big(out)
    }
}

impl Mul for Big {
    type Output = Big;
    fn mul(self, other: Big) -> Big {
        let mut out = vec![0u128; self.0.len() + other.0.len() + 1];
        for (i, a) in self.0.iter().enumerate() {
            for (j, b) in other.0.iter().enumerate() {
                out[i + j] += *a as u128 * *b as u128;
            }
        }
        for i in 0..out.len() - 1 {
            out[i + 1] += out[i] / BASE as u128;
            out[i] %= BASE as u128;
        }
        Big(out.into_iter().map(|d| d as u64).collect())
    }
}

impl std::fmt::Display for Big {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let k = self.0.iter().rposition(|&d| d != 0).unwrap_or(0);
        write!(f, "{}", self.0[k])?;
        self.0[..k].iter().rev().try_for_each(|d| write!(f, "{:09}", d))
    }
}

fn main() {
    let mut text = String::new();
    std::io::Read::read_to_string(&mut std::io::stdin(), &mut text).unwrap();
    let numbers: Vec<Big> = text.lines().map(Big::from).collect();
    println!("{}", &numbers[0] + &numbers[1]);
    println!("{}", numbers[0].clone() * numbers[1].clone());
}
