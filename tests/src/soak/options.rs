//! What can be chosen of a soak.

use std::time::Duration;

/// How long, how many, and with which faults.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long calls are begun.
    pub time: Duration,
    /// How many call at once.
    pub clients: usize,
    /// What the faults are drawn from.
    pub seed: u64,
    /// Whether progress is shown.
    pub progress: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(5 * 60),
            clients: 200,
            seed: 1,
            progress: false,
        }
    }
}

/// Arguments that say nothing.
#[derive(Debug, thiserror::Error)]
#[error("{0}\nusage: soak [--minutes N] [--clients N] [--seed N]")]
pub struct UsageError(String);

impl Options {
    /// Reads `--minutes N` (a fraction too), `--clients N` and `--seed N`.
    ///
    /// # Errors
    /// An argument that is none of these, or a value that is no number of its kind.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, UsageError> {
        let mut options = Self {
            progress: true,
            ..Self::default()
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next().unwrap_or_default();
            let wrong = || UsageError(format!("{name} {value}: not understood"));
            match name.as_str() {
                "--minutes" => {
                    let minutes: f64 = value.parse().map_err(|_| wrong())?;
                    options.time =
                        Duration::try_from_secs_f64(minutes * 60.0).map_err(|_| wrong())?;
                }
                "--clients" => options.clients = value.parse().map_err(|_| wrong())?,
                "--seed" => options.seed = value.parse().map_err(|_| wrong())?,
                _ => return Err(wrong()),
            }
        }
        if options.clients == 0 {
            return Err(UsageError("--clients 0: nobody calls".to_owned()));
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, UsageError> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn arguments() {
        let options = parse("--minutes 0.5 --clients 7 --seed 3").unwrap();
        assert_eq!(options.time, Duration::from_secs(30));
        assert_eq!((options.clients, options.seed), (7, 3));
        assert_eq!(parse("").unwrap().clients, 200);
        for wrong in [
            "--minutes",
            "--minutes -1",
            "--clients x",
            "--clients 0",
            "5",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
