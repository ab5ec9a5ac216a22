//! Rounds of measurements, taken in turns: what disturbs one side disturbs the other.

/// The figures of one side, a figure a round.
#[derive(Clone, Debug, Default)]
pub(crate) struct Series(pub(crate) Vec<f64>);

impl Series {
    /// The value that half of the rounds are below.
    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The distance between the quartiles, as a part of the median.
    pub(crate) fn spread(&self) -> f64 {
        (self.quantile(0.75) - self.quantile(0.25)) / self.median().abs().max(f64::MIN_POSITIVE)
    }

    /// The fastest quarter of the rounds.
    pub(crate) fn fastest_quarter(&self) -> Self {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.truncate(sorted.len().div_ceil(4));
        Self(sorted)
    }

    /// Round by round, what `join` makes of the two.
    pub(crate) fn with(&self, other: &Self, join: impl Fn(f64, f64) -> f64) -> Self {
        Self(
            self.0
                .iter()
                .zip(&other.0)
                .map(|(a, b)| join(*a, *b))
                .collect(),
        )
    }

    /// The means of so many rounds each, the last ones left out where they are too few.
    pub(crate) fn in_blocks(&self, rounds: usize) -> Self {
        let mean = |block: &[f64]| {
            block.iter().sum::<f64>() / f64::from(u32::try_from(block.len()).unwrap_or(u32::MAX))
        };
        Self(self.0.chunks_exact(rounds).map(mean).collect())
    }

    pub(crate) fn over(&self, other: &Self) -> Self {
        self.with(other, |a, b| a / b)
    }

    pub(crate) fn above(&self, other: &Self) -> Self {
        self.with(other, |a, b| a - b)
    }

    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few hundred rounds"
    )]
    fn quantile(&self, part: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let Some(last) = sorted.len().checked_sub(1) else {
            return f64::NAN;
        };
        let at = part * last as f64;
        let (below, above) = (at.floor() as usize, at.ceil() as usize);
        sorted[below] + (sorted[above] - sorted[below]) * at.fract()
    }
}

/// How many rounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rounds {
    pub(crate) least: usize,
    pub(crate) most: usize,
}

/// The spread below which no further rounds are needed.
const CALM: f64 = 0.1;

/// One side of a measurement: does the work once and tells what it cost.
pub(crate) type Side<'a> = Box<dyn FnMut() -> anyhow::Result<f64> + 'a>;

/// Measures the sides in turns, after one round that does not count: until the ratio of each side to the last one varies by less
/// than a tenth, or there were the most rounds.
pub(crate) fn all_in_turns(
    rounds: Rounds,
    mut sides: Vec<Side<'_>>,
) -> anyhow::Result<Vec<Series>> {
    for side in &mut sides {
        side()?;
    }
    let mut series = vec![Series::default(); sides.len()];
    for round in 1..=rounds.most {
        for (side, series) in sides.iter_mut().zip(&mut series) {
            series.0.push(side()?);
        }
        if round >= rounds.least && calm(&series) {
            break;
        }
    }
    Ok(series)
}

/// The same of a known number of sides.
pub(crate) fn in_turns<const N: usize>(
    rounds: Rounds,
    sides: [Side<'_>; N],
) -> anyhow::Result<[Series; N]> {
    let mut series = all_in_turns(rounds, Vec::from(sides))?.into_iter();
    Ok(std::array::from_fn(|_| series.next().unwrap_or_default()))
}

fn calm(series: &[Series]) -> bool {
    series
        .split_last()
        .is_none_or(|(last, others)| others.iter().all(|side| side.over(last).spread() < CALM))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_of_five() {
        let series = Series(vec![5.0, 1.0, 4.0, 2.0, 3.0]);
        assert!((series.median() - 3.0).abs() < 1e-12);
        assert!((series.spread() - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn blocks_are_means() {
        let series = Series(vec![1.0, 3.0, 5.0, 7.0, 100.0]);
        assert_eq!(series.in_blocks(2).0, [2.0, 6.0]);
    }

    #[test]
    fn rounds_end_when_it_is_calm() {
        let rounds = Rounds { least: 3, most: 10 };
        let [a, _] = in_turns(rounds, [Box::new(|| Ok(1.0)), Box::new(|| Ok(2.0))]).unwrap();
        assert_eq!(a.0.len(), 3);
        let mut next = 0.0;
        let wild: Side<'_> = Box::new(|| {
            next += 1.0;
            Ok(next)
        });
        let [a, _] = in_turns(rounds, [wild, Box::new(|| Ok(2.0))]).unwrap();
        assert_eq!(a.0.len(), 10);
    }
}
