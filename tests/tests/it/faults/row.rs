//! A row of the table: a fault, and what it must come to in each mode of each surface.

use std::time::Duration;

use grid_client::TimeoutPhase;
use grid_gateway::Answer;

use super::expect::Expect;
use super::scene::{Mode, Scene};

/// What goes wrong.
pub(crate) enum Fault {
    /// On each new connection, before a request is read.
    Greeting(Answer),
    /// In answer to one attempt: more than one where it is redirected.
    Answers(Vec<Answer>),
    /// There is nobody at this base URL.
    Nowhere(String),
    /// The name of the host is never resolved.
    Unresolved,
}

impl<A: Into<Answer>> From<A> for Fault {
    fn from(answer: A) -> Self {
        Self::Answers(vec![answer.into()])
    }
}

/// What a client has behind it when a cell begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Past {
    /// Retries without a success between them.
    pub(crate) retries: u32,
    /// Successes after them.
    pub(crate) successes: usize,
    /// Retries that are left then, by the documented budget: 50 without a success between them, one more for ten successes, and
    /// any that the server asks to wait for.
    pub(crate) left: usize,
}

type Make<T> = Box<dyn Fn(&Scene) -> T + Send + Sync>;

pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) fault: Make<Fault>,
    pub(crate) expect: Make<Expect>,
    /// The only mode in which it makes sense.
    pub(crate) only: Option<Mode>,
    /// Whether the answer dawdles.
    pub(crate) slow: bool,
    /// The time limit that is to be hit; the others are long.
    pub(crate) short: Option<TimeoutPhase>,
    /// The limit of the whole call, where it matters and is not to be hit.
    pub(crate) total: Option<Duration>,
    /// Requests that an attempt sends.
    pub(crate) requests: usize,
    /// Whether the answer carries `x-lab: kept`.
    pub(crate) marked: bool,
    /// What the client has behind it; a fresh one has nothing.
    pub(crate) past: Option<Past>,
}

pub(crate) fn row<F: Into<Fault>>(
    name: impl Into<String>,
    fault: impl Fn(&Scene) -> F + Send + Sync + 'static,
    expect: impl Fn(&Scene) -> Expect + Send + Sync + 'static,
) -> Row {
    Row {
        name: name.into(),
        fault: Box::new(move |scene| fault(scene).into()),
        expect: Box::new(expect),
        only: None,
        slow: false,
        short: None,
        total: None,
        requests: 1,
        marked: false,
        past: None,
    }
}

/// An expectation that is the same everywhere.
pub(crate) fn always(expect: Expect) -> impl Fn(&Scene) -> Expect + Send + Sync + 'static {
    move |_| expect.clone()
}

/// An expectation for each mode.
pub(crate) fn by_mode(
    plain: Expect,
    stream: Expect,
) -> impl Fn(&Scene) -> Expect + Send + Sync + 'static {
    move |scene| match scene.mode {
        Mode::Plain => plain.clone(),
        Mode::Stream => stream.clone(),
    }
}

impl Row {
    pub(crate) fn only(mut self, mode: Mode) -> Self {
        self.only = Some(mode);
        self
    }

    pub(crate) fn short(mut self, phase: TimeoutPhase) -> Self {
        self.short = Some(phase);
        self
    }

    pub(crate) fn slow(mut self, slow: bool) -> Self {
        self.slow = slow;
        self
    }

    pub(crate) fn total(mut self, limit: Duration) -> Self {
        self.total = Some(limit);
        self
    }

    pub(crate) fn requests(mut self, count: usize) -> Self {
        self.requests = count;
        self
    }

    pub(crate) fn past(mut self, past: Past) -> Self {
        self.past = Some(past);
        self
    }

    pub(crate) fn marked(mut self) -> Self {
        self.marked = true;
        self
    }
}
