//! The table, as text: a line a figure.

use crate::row::{Row, Target, Verdict};

const HEADING: [&str; 8] = [
    "figure", "ours", "peer", "ratio", "target", "", "spread", "note",
];

/// The heading of the table.
pub(crate) fn heading() -> String {
    line(HEADING.map(str::to_owned))
}

/// One line.
pub(crate) fn row(row: &Row) -> String {
    line(cells(row))
}

fn cells(row: &Row) -> [String; 8] {
    let with_unit = |figure: Option<f64>| {
        figure
            .map(|figure| short(figure, &row.unit))
            .unwrap_or_default()
    };
    let theirs = match row.theirs {
        Some(_) => format!("{} {}", row.peer, with_unit(row.theirs)),
        None => row.peer.to_string(),
    };
    let target = match row.target {
        Target::Ratio(limit) => format!("<= {limit} x"),
        Target::Most(limit) => format!("<= {}", short(limit, &row.unit)),
        Target::None => String::new(),
    };
    let verdict = match row.verdict {
        Verdict::Met => "met",
        Verdict::Missed => "NOT MET",
        Verdict::Informs => "",
        Verdict::NotRun => "not run",
    };
    let ratio = row
        .ratio
        .map(|ratio| format!("{ratio:.2} x"))
        .unwrap_or_default();
    let spread = row
        .spread
        .map(|spread| format!("{:.0} % of {}", spread * 100.0, row.rounds))
        .unwrap_or_default();
    let name = format!("{}: {}", row.bench, row.name);
    [
        name,
        with_unit(row.ours),
        theirs,
        ratio,
        target,
        verdict.to_owned(),
        spread,
        row.note.clone(),
    ]
}

fn line(cells: [String; 8]) -> String {
    let [name, ours, theirs, ratio, target, verdict, spread, note] = cells;
    let line = format!(
        "{name:<58} {ours:>10}  {theirs:<32} {ratio:>8}  {target:<12} {verdict:<8} {spread:<11} {note}"
    );
    line.trim_end().to_owned()
}

/// A figure that is read at a glance.
fn short(figure: f64, unit: &str) -> String {
    match unit {
        "ns" if figure.abs() >= 1e9 => format!("{:.2} s", figure / 1e9),
        "ns" if figure.abs() >= 1e6 => format!("{:.2} ms", figure / 1e6),
        "ns" if figure.abs() >= 1e4 => format!("{:.2} us", figure / 1e3),
        "B" if figure.abs() >= 1024.0 * 1024.0 => format!("{:.2} MiB", figure / 1024.0 / 1024.0),
        "B" if figure.abs() >= 1024.0 => format!("{:.1} KiB", figure / 1024.0),
        "" | "lines" | "crates" => format!("{figure:.0} {unit}").trim_end().to_owned(),
        "x" => format!("{figure:.2} x"),
        _ => format!("{figure:.1} {unit}"),
    }
}
