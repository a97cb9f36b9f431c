use std::collections::BTreeMap;
use std::sync::{mpsc, Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

fn main() {
    let start = Instant::now();
    let seed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos() as u64;
    let (send, receive) = mpsc::channel::<String>();
    let sums = Arc::new(Mutex::new(BTreeMap::new()));
    let reader = thread::spawn(move || {
        for line in std::io::stdin().lines().skip(1) {
            send.send(line.unwrap()).unwrap();
        }
    });
    let handles: Vec<_> = receive.into_iter().map(|line| {
        let sums = Arc::clone(&sums);
        thread::spawn(move || {
            let (name, x) = line.split_once(' ').unwrap();
            *sums.lock().unwrap().entry(name.to_string()).or_insert(0i64) += x.parse::<i64>().unwrap();
        })
    }).collect();
    reader.join().unwrap();
    for handle in handles {
        handle.join().unwrap();
    }
    thread::sleep(Duration::from_millis(1 + seed % 2));
    let sums = sums.lock().unwrap();
    sums.iter().for_each(|(name, sum)| println!("{} {}", name, sum));
    println!("total {}", sums.values().sum::<i64>());
    eprintln!("{:?}", start.elapsed());
    std::process::exit(0);
}
