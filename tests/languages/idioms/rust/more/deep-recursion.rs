use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    static MEMO: RefCell<HashMap<u64, u64>> = RefCell::new(HashMap::new());
}

fn f(n: u64) -> u64 {
    if n == 0 {
        return 0;
    }
    if let Some(known) = MEMO.with(|m| m.borrow().get(&n).copied()) {
        return known;
    }
    let result = n + f(n - 1);
    MEMO.with(|m| m.borrow_mut().insert(n, result));
    result
}

fn main() {
    let mut s = String::new();
    std::io::stdin().read_line(&mut s).unwrap();
    println!("{}", f(s.trim().parse().unwrap()));
}
