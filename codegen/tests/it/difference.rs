//! What two texts, or two sets of files, differ in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Most lines of a difference that are shown.
const SHOWN: usize = 60;

/// The lines that only one of two texts has, in the manner of `diff`: `-` for the first, `+` for the second.
pub(crate) fn lines(first: &str, second: &str) -> String {
    let (first, second): (Vec<&str>, Vec<&str>) =
        (first.lines().collect(), second.lines().collect());
    let start = first
        .iter()
        .zip(&second)
        .take_while(|(a, b)| a == b)
        .count();
    let rest = |text: &[&str]| text.len() - start;
    let end = first
        .iter()
        .rev()
        .zip(second.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let end = end.min(rest(&first)).min(rest(&second));
    let mut out = String::new();
    for (sign, text) in [('-', &first), ('+', &second)] {
        for (index, line) in text
            .iter()
            .enumerate()
            .take(text.len() - end)
            .skip(start)
            .take(SHOWN)
        {
            let _ = writeln!(out, "{sign}{:>4} {line}", index + 1);
        }
    }
    out
}

/// The lines that a set of files has more often than another: first what `after` lost, then what it gained.
pub(crate) fn changed(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> (Vec<String>, Vec<String>) {
    let counts = |files: &BTreeMap<String, String>| {
        let mut counts: BTreeMap<(String, String), i64> = BTreeMap::new();
        for (path, text) in files {
            for line in text
                .lines()
                .filter(|line| !line.starts_with("// Inputs: sha256 "))
            {
                *counts
                    .entry((path.clone(), line.trim().to_owned()))
                    .or_default() += 1;
            }
        }
        counts
    };
    let (before, after) = (counts(before), counts(after));
    let (mut lost, mut gained) = (Vec::new(), Vec::new());
    for key in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let difference = after.get(key).unwrap_or(&0) - before.get(key).unwrap_or(&0);
        let into = if difference < 0 {
            &mut lost
        } else {
            &mut gained
        };
        for _ in 0..difference.abs() {
            into.push(format!("{}: {}", key.0, key.1));
        }
    }
    (lost, gained)
}

#[test]
fn what_stands_between_equal_ends_is_shown() {
    assert_eq!(
        lines("a\nb\nc", "a\nx\ny\nc"),
        "-   2 b\n+   2 x\n+   3 y\n"
    );
    assert_eq!(lines("a\na", "a"), "-   2 a\n");
    assert_eq!(lines("a", "a"), "");
}
