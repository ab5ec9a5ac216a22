//! The table as text.

use std::fmt;

use super::Row;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// A row for each field, in the order of the documents.
    pub rows: Vec<Row>,
    /// How many samples were decoded and encoded again.
    pub samples: usize,
}

const HEADINGS: [&str; 5] = [
    "gateway",
    "path",
    "field",
    "direction",
    "where it lives in our types",
];

impl Report {
    /// The rows of fields that our types cannot say.
    pub fn missing(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.is_missing())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<[String; 5]> = self.rows.iter().map(columns).collect();
        let mut widths = HEADINGS.map(str::len);
        for line in &lines {
            for (width, column) in widths.iter_mut().zip(line) {
                *width = (*width).max(column.chars().count());
            }
        }
        write_line(f, widths, &HEADINGS)?;
        for line in &lines {
            write_line(f, widths, &line.each_ref().map(String::as_str))?;
        }
        writeln!(f)?;
        for gateway in self.gateways() {
            let of = || self.rows.iter().filter(|row| row.gateway == gateway);
            let missing = of().filter(|row| row.is_missing()).count();
            writeln!(f, "{gateway}: {} fields, {missing} missing", of().count())?;
        }
        let missing = self.missing().count();
        writeln!(
            f,
            "{} fields in all, {missing} missing; {} samples decoded",
            self.rows.len(),
            self.samples
        )
    }
}

impl Report {
    fn gateways(&self) -> Vec<&str> {
        let mut gateways: Vec<&str> = self.rows.iter().map(|row| row.gateway.as_str()).collect();
        gateways.dedup();
        gateways
    }
}

fn columns(row: &Row) -> [String; 5] {
    let place = match &row.place {
        Ok(place) => place.clone(),
        Err(reason) => format!("MISSING: {reason}"),
    };
    [
        row.gateway.clone(),
        row.path.clone(),
        row.field.clone(),
        row.direction.to_string(),
        place,
    ]
}

fn write_line(f: &mut fmt::Formatter<'_>, widths: [usize; 5], columns: &[&str; 5]) -> fmt::Result {
    let [padded @ .., place] = columns;
    for (column, width) in padded.iter().zip(widths) {
        write!(f, "{column:width$}  ")?;
    }
    writeln!(f, "{place}")
}
