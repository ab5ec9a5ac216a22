//! Why nothing was written.

use std::fmt;

/// A list of reasons why nothing was written. It ends with their count.
#[derive(Debug)]
pub(crate) struct Refusal(Vec<String>);

impl Refusal {
    pub(crate) fn new(reasons: impl IntoIterator<Item = impl fmt::Display>) -> Self {
        Self(
            reasons
                .into_iter()
                .map(|reason| reason.to_string())
                .collect(),
        )
    }

    pub(crate) fn one(reason: impl fmt::Display) -> Self {
        Self::new([reason])
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for reason in &self.0 {
            writeln!(f, "error: {reason}")?;
        }
        let plural = if self.0.len() == 1 { "" } else { "s" };
        write!(f, "{} problem{plural}; nothing was written", self.0.len())
    }
}

impl std::error::Error for Refusal {}
