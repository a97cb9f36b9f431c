use std::collections::BTreeMap;

fn main() {
    let text = std::fs::read_to_string("/dev/stdin").unwrap();
    let mut sums = BTreeMap::new();
    for line in text.lines().skip(1) {
        let (name, x) = line.split_once(' ').unwrap();
        *sums.entry(name).or_insert(0) += x.parse::<i32>().unwrap();
    }
    sums.iter().for_each(|(name, sum)| println!("{} {}", name, sum));
    println!("total {}", sums.values().sum::<i32>());
}
