use std::collections::HashMap;
use std::error::Error;
use std::io::{self, BufRead, BufWriter, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let stdin = io::stdin();
    let mut lines = stdin.lock().lines();
    let n: usize = lines.next().ok_or("no first line")??.parse()?;
    let mut sums: HashMap<String, i32> = HashMap::with_capacity(n);
    for line in lines.take(n) {
        let line = line?;
        let (name, number) = line.split_once(' ').ok_or("no blank")?;
        *sums.entry(name.to_owned()).or_default() += number.parse::<i32>()?;
    }
    let mut rows: Vec<_> = sums.iter().collect();
    rows.sort_by(|a, b| a.0.cmp(b.0));
    let out = io::stdout();
    let mut out = BufWriter::new(out.lock());
    for (name, sum) in rows {
        writeln!(out, "{name} {sum}")?;
    }
    writeln!(out, "total {}", sums.values().sum::<i32>())?;
    Ok(())
}
