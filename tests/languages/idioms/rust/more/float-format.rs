use std::io::stdin;

fn main() {
    let mut line = String::new();
    stdin().read_line(&mut line).unwrap();
    let v: Vec<f64> = line.split_whitespace().map(|w| w.parse().unwrap()).collect();
    println!("{:.3}", v[0] + v[1]);
    println!("{:.*}", 3, v[0] * v[1]);
    println!("{}", v[0].sqrt() as i64);
    let max = v.iter().cloned().fold(f64::NEG_INFINITY, f64::max);
    assert!(v.iter().all(|x| x.partial_cmp(&max) != Some(std::cmp::Ordering::Greater)));
}
