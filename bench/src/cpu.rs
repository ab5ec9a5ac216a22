//! What the processor was used for.

use std::time::Duration;

use anyhow::Context as _;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;
use nix::time::{ClockId, clock_gettime};

/// CPU time of the calling thread so far, in nanoseconds.
pub(crate) fn thread_ns() -> anyhow::Result<f64> {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
        .context("reading the thread's CPU clock")?;
    Ok(Duration::from(time).as_secs_f64() * 1e9)
}

/// CPU time of a closure on this thread, in nanoseconds.
pub(crate) fn thread_ns_of<T>(work: impl FnOnce() -> T) -> anyhow::Result<(f64, T)> {
    let before = thread_ns()?;
    let value = work();
    Ok((thread_ns()? - before, value))
}

/// User CPU time of this process so far, in nanoseconds.
pub(crate) fn user_ns() -> anyhow::Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_SELF).context("reading this process's usage")?;
    Ok(Duration::from_micros(usage.user_time().num_microseconds().try_into()?).as_secs_f64() * 1e9)
}

/// User and system CPU time of this process so far, in nanoseconds.
pub(crate) fn process_ns() -> anyhow::Result<f64> {
    let time = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)
        .context("reading the process's CPU clock")?;
    Ok(Duration::from(time).as_secs_f64() * 1e9)
}

/// User and system CPU time of all children that have ended, and of theirs, in nanoseconds.
pub(crate) fn children_ns() -> anyhow::Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).context("reading the children's usage")?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(micros.try_into()?).as_secs_f64() * 1e9)
}
