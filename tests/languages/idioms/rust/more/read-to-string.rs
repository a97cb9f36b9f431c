use std::io::*;

fn main() {
    let mut s = String::new();
    stdin().read_to_string(&mut s).unwrap();
    let mut it = s.split_ascii_whitespace();
    let n = it.next().unwrap().parse::<usize>().unwrap();
    let mut v: Vec<(&str, i64)> = (0..n).map(|_| (it.next().unwrap(), it.next().unwrap().parse().unwrap())).collect();
    v.sort_unstable_by_key(|&(name, _)| name);
    let mut total = 0;
    let mut i = 0;
    while i < n {
        let j = (i..n).find(|&j| v[j].0 != v[i].0).unwrap_or(n);
        let sum: i64 = v[i..j].iter().map(|r| r.1).sum();
        println!("{} {}", v[i].0, sum);
        total += sum;
        i = j;
    }
    print!("total {}\n", total);
    stdout().flush().unwrap();
}
