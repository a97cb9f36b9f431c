use std::fmt;
use std::io::{stdin, BufRead};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Row {
    name: String,
    number: i64,
}

impl std::str::FromStr for Row {
    type Err = String;
    fn from_str(line: &str) -> Result<Self, String> {
        match line.split(' ').collect::<Vec<_>>()[..] {
            [name, number] => Ok(Row { name: name.into(), number: number.parse().map_err(|e| format!("{:?}", e))? }),
            _ => Err(format!("two words expected: {}", line)),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", self.name, self.number)
    }
}

fn main() {
    let mut rows: Vec<Row> = stdin().lock().lines().skip(1).filter_map(|l| l.ok()?.parse().ok()).collect();
    let total = rows.iter().fold(0, |a, r| a + r.number);
    rows.sort();
    let merged = rows.into_iter().fold(Vec::<Row>::new(), |mut all, row| {
        match all.last_mut() {
            Some(last) if last.name == row.name => last.number += row.number,
            _ => all.push(row),
        }
        all
    });
    println!("{}", merged.iter().map(|r| r.to_string()).collect::<Vec<_>>().join("\n"));
    println!("{}", Row { name: "total".to_string(), number: total });
}
