//! Everything that the commands print goes through here: a reader who closes the pipe early is no error.

use std::io::Write as _;

/// Prints a report, which ends its own lines.
pub(crate) fn report(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints what went wrong.
pub(crate) fn error(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end());
}
