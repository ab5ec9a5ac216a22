//! What a benchmark is.

use crate::row::Row;
use crate::series::Rounds;

/// How much time there is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    pub(crate) quick: bool,
}

impl Effort {
    /// Rounds of something that takes milliseconds.
    pub(crate) fn rounds(self) -> Rounds {
        if self.quick {
            Rounds {
                least: 11,
                most: 31,
            }
        } else {
            Rounds {
                least: 31,
                most: 101,
            }
        }
    }

    /// Rounds of something that takes seconds.
    #[allow(dead_code, reason = "the generator's program uses it")]
    pub(crate) fn few_rounds(self) -> Rounds {
        if self.quick {
            Rounds { least: 3, most: 5 }
        } else {
            Rounds { least: 7, most: 15 }
        }
    }
}

/// The lines so far; each is printed as it comes.
pub(crate) struct Report {
    pub(crate) rows: Vec<Row>,
    print: fn(&Row) -> anyhow::Result<String>,
}

impl Report {
    /// A report whose lines are printed so.
    pub(crate) fn printed(print: fn(&Row) -> anyhow::Result<String>) -> Self {
        Self {
            rows: Vec::new(),
            print,
        }
    }

    pub(crate) fn add(&mut self, row: Row) {
        match (self.print)(&row) {
            Ok(line) => println!("{line}"),
            Err(error) => eprintln!("{error:#}"),
        }
        self.rows.push(row);
    }
}

/// A benchmark: the lines that belong together.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    pub(crate) run: fn(Effort, &mut Report) -> anyhow::Result<()>,
}

impl Suite {
    /// Adds its lines; what went wrong is a line as well.
    pub(crate) fn add_to(&self, report: &mut Report, effort: Effort) {
        if let Err(error) = (self.run)(effort, report) {
            report.add(Row::not_run(self.name, "stopped", format!("{error:#}")));
        }
    }
}
