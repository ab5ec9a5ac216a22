//! Starts the gateway and the clients, watches them, and counts.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use grid_client::{Client, RetryPolicy, Timeouts};
use grid_gateway::{Answer, Gateway, Received};
use tokio::task::JoinSet;

use super::mix::{Mix, PATIENCE};
use super::proc::{Sample, Samples};
use super::tally::Tally;
use super::{Options, Report, caller};

/// Without a call ended for so long, the run as a whole hangs.
const STANDSTILL: Duration = Duration::from_secs(90);

/// Soaks the client as the options say.
///
/// # Errors
/// When no port can be bound, or no client built.
pub async fn run(options: &Options) -> Result<Report, Box<dyn std::error::Error + Send + Sync>> {
    let tally = Arc::new(Tally::default());
    let gateway = gateway(options.seed, Arc::clone(&tally))?;
    let client = client(&gateway)?;
    let start = Instant::now();
    let until = start + options.time;
    let mut callers: JoinSet<()> = (0..options.clients)
        .map(|number| caller::calls(client.clone(), number, until, Arc::clone(&tally)))
        .collect();
    drop(client);
    let samples = watch(options, start, &mut callers, &tally).await;
    let left_open = gateway.wait_for_open(0).await;
    Ok(Report::new(
        &tally,
        &samples,
        (start.elapsed(), options.clients, options.seed),
        left_open,
    ))
}

fn gateway(seed: u64, tally: Arc<Tally>) -> std::io::Result<Gateway> {
    // What it remembers would grow with the run.
    let gateway = Gateway::builder().keep(0).start()?;
    let (mix, drawn) = (Mix::new(), AtomicU64::new(seed));
    gateway.otherwise(move |request| {
        tally.requests.add();
        Some(answer(&mix, request, next(&drawn), &tally))
    });
    Ok(gateway)
}

fn answer(mix: &Mix, request: &Received, random: u64, tally: &Tally) -> Answer {
    let body = request.json();
    let prompt = body["messages"][0]["content"].as_str().unwrap_or_default();
    let drawn = mix.draw(request.path().ends_with("/messages"), &body, prompt, random);
    if drawn.fault.is_some() {
        tally.faults.add();
    }
    if drawn.finishes {
        tally.sent(prompt, drawn.fault);
    }
    drawn.answer
}

/// `SplitMix64`: small, seeded, and good enough to mix faults.
fn next(state: &AtomicU64) -> u64 {
    let state = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn client(gateway: &Gateway) -> Result<Client, grid_client::Error> {
    let retry = RetryPolicy::new()
        .max_retries(2)
        .base(Duration::from_millis(2))
        .cap(Duration::from_millis(50));
    Client::builder()
        .base_url(gateway.base_url())
        .api_key("sk-soak")
        .http(reqwest::Client::builder().no_proxy())
        .timeouts(Timeouts::default().first_byte(PATIENCE).idle(PATIENCE))
        .retry(retry)
        .build()
}

/// Waits for the callers, looking at memory, sockets and progress; gives up on a run that stands still.
async fn watch(
    options: &Options,
    start: Instant,
    callers: &mut JoinSet<()>,
    tally: &Tally,
) -> Samples {
    let mut samples = Samples::default();
    let every = (options.time / 100).clamp(Duration::from_millis(20), Duration::from_secs(1));
    let mut look = tokio::time::interval(every);
    let (mut calls, mut moved, mut shown) = (0, Instant::now(), Instant::now());
    loop {
        tokio::select! {
            ended = callers.join_next() => match ended {
                None => break,
                Some(Err(_)) => tally.panicked.add(),
                Some(Ok(())) => {}
            },
            _ = look.tick() => {
                if start.elapsed() < options.time {
                    samples.push(Sample::take());
                }
                if tally.calls.get() > calls {
                    (calls, moved) = (tally.calls.get(), Instant::now());
                }
                if moved.elapsed() > STANDSTILL {
                    (0..callers.len()).for_each(|_| tally.hung.add());
                    callers.abort_all();
                }
                if options.progress && shown.elapsed() >= Duration::from_secs(5) {
                    shown = Instant::now();
                    show(start, tally, &samples);
                }
            }
        }
    }
    samples
}

fn show(start: Instant, tally: &Tally, samples: &Samples) {
    let sample = samples.last();
    // Where nobody reads it, it need not be said.
    let _ = writeln!(
        std::io::stderr(),
        "{:>4} s: {} calls, {} faults, {} of {} completions, {} MiB, {} sockets",
        start.elapsed().as_secs(),
        tally.calls.get(),
        tally.faults.get(),
        tally.received.get(),
        tally.finished.get(),
        sample.rss / 1024,
        sample.sockets,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn two_seconds_with_twenty_clients_lose_nothing() {
        let options = Options {
            time: Duration::from_secs(2),
            clients: 20,
            ..Options::default()
        };
        let report = run(&options).await.unwrap();
        assert_eq!(report.problems(), [""; 0], "\n{report}");
    }
}
