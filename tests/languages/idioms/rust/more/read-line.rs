use std::collections::BTreeMap;
use std::io;

fn main() {
    let mut line = String::new();
    io::stdin().read_line(&mut line).expect("failed to read");
    let n: usize = line.trim().parse().unwrap();
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for _ in 0..n {
        let mut line = String::new();
        io::stdin().read_line(&mut line).unwrap();
        let parts: Vec<&str> = line.trim().split(' ').collect();
        *sums.entry(parts[0].to_string()).or_insert(0) += parts[1].parse::<i64>().unwrap();
    }
    for (name, sum) in &sums {
        println!("{} {}", name, sum);
    }
    println!("total {}", sums.values().sum::<i64>());
}
