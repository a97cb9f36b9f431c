#![allow(unused_macros, dead_code)]
use std::cmp::Reverse;
use std::collections::BinaryHeap;

macro_rules! input {
    ($($t:ty),*) => {{
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).unwrap();
        let mut parts = line.split_whitespace();
        ($(parts.next().unwrap().parse::<$t>().unwrap(),)*)
    }};
}

fn main() {
    let (n,) = input!(u32);
    let mut heap = BinaryHeap::new();
    for _ in 0..n {
        let (name, x) = input!(String, i32);
        heap.push(Reverse((name, x)));
    }
    let mut total = 0;
    while let Some(Reverse((name, mut sum))) = heap.pop() {
        while heap.peek().map_or(false, |Reverse((next, _))| *next == name) {
            sum += heap.pop().unwrap().0 .1;
        }
        println!("{name} {sum}");
        total += sum;
    }
    if cfg!(ONLINE_JUDGE) {
        println!("total {total}");
    }
}
