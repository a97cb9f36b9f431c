use std::io::{self, Read};
use std::thread;

struct Tree {
    value: u64,
    child: Option<Box<Tree>>,
}

fn sum(tree: &Option<Box<Tree>>) -> u64 {
    match tree {
        None => 0,
        Some(t) => {
            let below = sum(&t.child);
            below + t.value
        }
    }
}

fn solve() {
    let mut s = String::new();
    io::stdin().read_to_string(&mut s).unwrap();
    let n: u64 = s.trim().parse().unwrap();
    let mut tree = None;
    for value in 1..=n {
        tree = Some(Box::new(Tree { value, child: tree.take() }));
    }
    println!("{}", sum(&tree));
}

fn main() {
    thread::Builder::new().stack_size(128 << 20).spawn(solve).unwrap().join().unwrap();
}
