use std::io::{self, BufRead, Write};
use std::sync::atomic::{AtomicU64, Ordering};

static TURNS: AtomicU64 = AtomicU64::new(0);

fn depth(n: u64) -> u64 {
    // a load that nothing may foresee, so that this stays a call
    if n == TURNS.load(Ordering::Relaxed) { 0 } else { 1 + depth(n - 1) }
}

fn main() {
    let stdin = io::stdin();
    let mut lines = stdin.lock().lines().map(|line| line.unwrap());
    let first = lines.next().unwrap();
    let mut words = first.split_whitespace();
    let act = words.next().unwrap();
    let numbers: Vec<i64> = words.map(|word| word.parse().unwrap()).collect();
    match act {
        "add" => println!("{}", numbers[0] + numbers[1]),
        "spin" => loop { TURNS.fetch_add(1, Ordering::Relaxed); },
        "eat" => {
            let mut blocks = Vec::new();
            loop {
                blocks.push(vec![1u8; 1_000_000]);
                TURNS.store(blocks.len() as u64, Ordering::Relaxed);
            }
        }
        "crash" => println!("{}", numbers[9]),
        "read" => println!("{}", lines.map(|line| line.parse::<i64>().unwrap()).sum::<i64>()),
        "write" => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            for _ in 0..numbers[0] { writeln!(out, "0123456789abcdef").unwrap(); }
        }
        "mul" => println!("{}", numbers[0] * numbers[1]),
        "deep" => println!("{}", depth(numbers[0] as u64)),
        _ => {}
    }
}
