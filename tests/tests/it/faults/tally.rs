//! What the whole table came to, as the line that the tests print.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::expect::Class;

#[derive(Default)]
pub(crate) struct Tally {
    rows: usize,
    cells: usize,
    classes: BTreeMap<String, usize>,
    time: Duration,
}

impl Tally {
    pub(crate) fn new(rows: usize) -> Self {
        Self {
            rows,
            ..Self::default()
        }
    }

    pub(crate) fn add(&mut self, class: Option<Class>) {
        self.cells += 1;
        if let Some(class) = class {
            *self.classes.entry(class.to_string()).or_default() += 1;
        }
    }

    pub(crate) fn took(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// Cells that ended in one of the known ways.
    pub(crate) fn typed(&self) -> usize {
        self.classes.values().sum()
    }

    pub(crate) fn cells(&self) -> usize {
        self.cells
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (typed, cells) = (self.typed(), self.cells);
        write!(
            f,
            "fault lab: {} faults, {cells} cells in {:.1} s, {typed} of {cells} outcomes typed:",
            self.rows,
            self.time.as_secs_f64()
        )?;
        let mut separator = "";
        for (class, count) in &self.classes {
            write!(f, "{separator} {class} {count}")?;
            separator = ",";
        }
        Ok(())
    }
}
