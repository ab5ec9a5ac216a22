//! What this process holds, as Linux tells it.

use std::fs;

/// Memory and sockets at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sample {
    /// Resident memory, in KiB.
    pub(super) rss: u64,
    /// Open sockets.
    pub(super) sockets: u64,
}

impl Sample {
    /// `None` where there is no `/proc`.
    pub(super) fn take() -> Option<Self> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))?;
        let rss = line.trim().trim_end_matches("kB").trim().parse().ok()?;
        let files = fs::read_dir("/proc/self/fd").ok()?;
        let sockets = files
            .flatten()
            .filter_map(|file| fs::read_link(file.path()).ok())
            .filter(|target| target.to_string_lossy().starts_with("socket:"))
            .count();
        Some(Self {
            rss,
            sockets: sockets as u64,
        })
    }
}

/// The samples of a run; what comes before the first quarter of the time is warming up.
#[derive(Debug, Default)]
pub(super) struct Samples(Vec<Sample>);

impl Samples {
    pub(super) fn push(&mut self, sample: Option<Sample>) {
        self.0.extend(sample);
    }

    pub(super) fn last(&self) -> Sample {
        self.0.last().copied().unwrap_or_default()
    }

    /// The medians of the second quarter and of the last one.
    pub(super) fn early_and_late(&self, what: impl Fn(&Sample) -> u64) -> (u64, u64) {
        let quarter = self.0.len() / 4;
        let median = |from: usize, to: usize| {
            let mut part: Vec<u64> = self
                .0
                .get(from..to)
                .unwrap_or_default()
                .iter()
                .map(&what)
                .collect();
            part.sort_unstable();
            part.get(part.len() / 2).copied().unwrap_or_default()
        };
        (
            median(quarter, 2 * quarter),
            median(3 * quarter, self.0.len()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_shows() {
        let samples = Samples((0..40).map(|rss| Sample { rss, sockets: 7 }).collect());
        assert_eq!(samples.early_and_late(|sample| sample.rss), (15, 35));
        assert_eq!(samples.early_and_late(|sample| sample.sockets), (7, 7));
        assert_eq!(
            Samples::default().early_and_late(|sample| sample.rss),
            (0, 0)
        );
    }
}
