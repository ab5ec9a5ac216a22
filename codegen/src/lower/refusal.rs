//! Why a document cannot be lowered.

/// A place that contradicts another, or that the output cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its JSON Pointer.
    pub pointer: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub hint: String,
}

impl Refusal {
    pub(crate) fn new(
        pointer: impl Into<String>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            what: what.into(),
            hint: hint.into(),
        }
    }
}
