//! A line of the table: a figure, what it is held against, and whether it is where it should be.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::series::Series;

/// What a figure is held against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// Ours divided by the peer's, at most.
    Ratio(f64),
    /// Ours alone, at most.
    Most(f64),
    /// Nothing: it explains another line.
    None,
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    Met,
    Missed,
    Informs,
    NotRun,
}

/// One line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    /// The benchmark it belongs to, as `cargo xtask bench NAME` takes it.
    pub(crate) bench: Cow<'static, str>,
    pub(crate) name: String,
    pub(crate) unit: Cow<'static, str>,
    pub(crate) ours: Option<f64>,
    /// Whom it is compared with; empty where the figure stands alone.
    pub(crate) peer: Cow<'static, str>,
    pub(crate) theirs: Option<f64>,
    pub(crate) ratio: Option<f64>,
    /// The distance between the quartiles of the ratio, as a part of its median.
    pub(crate) spread: Option<f64>,
    pub(crate) rounds: usize,
    pub(crate) target: Target,
    pub(crate) verdict: Verdict,
    /// What a reader has to know beside it; why it was not run.
    pub(crate) note: String,
}

impl Row {
    /// Ours against a peer's, round by round.
    pub(crate) fn versus(
        bench: &'static str,
        name: impl Into<String>,
        unit: &'static str,
        ours: &Series,
        (peer, theirs): (&'static str, &Series),
        target: Target,
    ) -> Self {
        let ratios = ours.over(theirs);
        let mut row = Self::alone(bench, name, unit, ours.median(), Target::None);
        row.peer = peer.into();
        row.theirs = Some(theirs.median());
        row.ratio = Some(ratios.median());
        row.spread = Some(ratios.spread());
        row.rounds = ratios.0.len();
        row.held_against(target)
    }

    /// A figure without a peer.
    pub(crate) fn alone(
        bench: &'static str,
        name: impl Into<String>,
        unit: &'static str,
        ours: f64,
        target: Target,
    ) -> Self {
        Self {
            bench: bench.into(),
            name: name.into(),
            unit: unit.into(),
            ours: Some(ours),
            peer: "".into(),
            theirs: None,
            ratio: None,
            spread: None,
            rounds: 1,
            target,
            verdict: Verdict::Informs,
            note: String::new(),
        }
        .held_against(target)
    }

    /// What four times as much costs, as a multiple: linear or not.
    pub(crate) fn grown(
        bench: &'static str,
        name: impl Into<String>,
        whole: &Series,
        quarter: &Series,
    ) -> Self {
        let ratios = whole.over(quarter);
        let mut row = Self::alone(bench, name, "x", ratios.median(), Target::Most(4.5))
            .note("the cost of the smaller one");
        row.spread = Some(ratios.spread());
        row.rounds = ratios.0.len();
        row
    }

    /// A line that says why there is no figure.
    pub(crate) fn not_run(
        bench: &'static str,
        name: impl Into<String>,
        why: impl Into<String>,
    ) -> Self {
        let mut row = Self::alone(bench, name, "", f64::NAN, Target::None);
        row.ours = None;
        row.verdict = Verdict::NotRun;
        row.note = why.into();
        row
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    fn held_against(mut self, target: Target) -> Self {
        self.target = target;
        let (figure, limit) = match target {
            Target::Ratio(limit) => (self.ratio, limit),
            Target::Most(limit) => (self.ours, limit),
            Target::None => return self,
        };
        let met = figure.is_some_and(|figure| figure <= limit);
        self.verdict = if met { Verdict::Met } else { Verdict::Missed };
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_judged_by_its_target() {
        let (ours, theirs) = (Series(vec![1.0; 3]), Series(vec![2.0; 3]));
        let row = |target| Row::versus("x", "y", "ns", &ours, ("peer", &theirs), target).verdict;
        assert_eq!(row(Target::Ratio(0.5)), Verdict::Met);
        assert_eq!(row(Target::Ratio(0.4)), Verdict::Missed);
        assert_eq!(row(Target::None), Verdict::Informs);
        assert_eq!(
            Row::alone("x", "y", "", f64::NAN, Target::Most(1.0)).verdict,
            Verdict::Missed
        );
    }
}
