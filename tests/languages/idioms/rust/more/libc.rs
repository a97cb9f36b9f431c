use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::io::FromRawFd;

extern "C" {
    fn getchar() -> i32;
    fn qsort(base: *mut Row, count: usize, size: usize, compare: extern "C" fn(&Row, &Row) -> i32);
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Row {
    name: [u8; 16],
    number: i64,
}

extern "C" fn by_name(a: &Row, b: &Row) -> i32 {
    a.name.cmp(&b.name) as i32
}

static mut ROWS: [Row; 1000] = [Row { name: [0; 16], number: 0 }; 1000];

fn main() {
    unsafe {
        while getchar() != '\n' as i32 {}
        let mut text = String::new();
        loop {
            match getchar() {
                -1 => break,
                c => text.push(c as u8 as char),
            }
        }
        let mut rest = String::new();
        File::from_raw_fd(0).read_to_string(&mut rest).unwrap();
        text += &rest;
        let mut n = 0;
        for line in text.lines() {
            let (name, number) = line.split_once(' ').unwrap();
            ROWS[n].name[..name.len()].copy_from_slice(name.as_bytes());
            ROWS[n].number = number.parse().unwrap();
            n += 1;
        }
        qsort(ROWS.as_mut_ptr(), n, std::mem::size_of::<Row>(), by_name);
        let mut out = File::from_raw_fd(1);
        let (mut sum, mut total) = (0, 0);
        for i in 0..n {
            sum += ROWS[i].number;
            if i + 1 == n || ROWS[i + 1].name != ROWS[i].name {
                let name = std::str::from_utf8(&ROWS[i].name).unwrap().trim_end_matches('\0');
                writeln!(out, "{} {}", name, sum).unwrap();
                total += std::mem::take(&mut sum);
            }
        }
        writeln!(out, "total {}", total).unwrap();
    }
}
