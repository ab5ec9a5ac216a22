//! The fault lab: a table of faults, crossed with surfaces, modes, and how long the fault lasts.
//!
//! Each cell has a gateway, a client and secrets of its own. It asserts the class of the outcome, whether the request may have run, the
//! attempts, the waits, the requests that the gateway saw and what they carried, what of the answer survived, that no connection
//! stays open, and that neither key nor token nor prompt stands in anything that a program might print. The table ends with a
//! line that counts cells and outcomes.
//!
//! `FAULT=redirect cargo test -p grid-tests faults::` plays only the rows whose names begin with `redirect`.
//!
//! That it can fail: made one at a time in a copy of the workspace, each of these changes to the client makes cells of the table fail
//! (`cargo test -p grid-tests faults::`; in brackets, how many cells of 3090).
//!
//! | change | where | what fails |
//! |---|---|---|
//! | no idle timeout (54) | `engine/body.rs`, `poll_timer`: `None` in place of `self.idle` | `body: stall after headers`, `body: stall in mid-body`, `events: stall between events`, `events: stall in mid-event`, `stream: comment, then silence` |
//! | the key goes to a foreign origin (84) | `redirect/mod.rs`, `next_hop`: the rule is not asked | `redirect: 307 to a foreign origin`, `redirect: 308 to a foreign origin`, the same behind the hop, `to a foreign host`, `instead: redirect to another scheme` |
//! | no retry budget (66) | `retry/retries.rs`, `after`: what `pay` says is ignored | all rows `budget: ...`; and `many::a_dead_server_is_not_stormed` |
//! | successes do not fill the budget (12) | `retry/retries.rs`, `succeeded`: nothing is done | `budget: ten successes since it was spent` |
//! | truncation unnoticed (39) | `engine/events.rs`, `may_end`: always `true` | `events: clean end in mid-event`, `events: clean end between events` (Messages), `stream: nothing at all`, `stream: half an event`, `stream: only a comment`, `instead: empty body`, `instead: no content` |
//! | the redirect's token is logged (none) | `engine/attempt.rs`, `hops`: `url = %url` | the search of the log, 340 lines |

mod call;
mod cell;
mod checks;
mod expect;
mod leaks;
mod many;
mod past;
mod row;
mod rows;
mod scene;
mod tally;

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;

use cell::{SITUATIONS, Situation, Verdict, play};
use leaks::secrets_in;
use row::{Fault, Row};
use scene::{Mode, Scene, Surface};
use tally::Tally;

/// Cells at once: enough to fill the waits of some with the work of others.
const AT_ONCE: usize = 48;

/// A cell that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);

struct Cell {
    name: String,
    row: Arc<Row>,
    scene: Scene,
    situation: Situation,
}

fn cells(rows: &[Arc<Row>]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = vec![];
    for row in rows {
        for surface in [Surface::Chat, Surface::Messages] {
            for mode in [Mode::Plain, Mode::Stream] {
                let scene = Scene::new(surface, mode, cells.len());
                let scripted =
                    matches!((row.fault)(&scene), Fault::Answers(_) | Fault::Greeting(_));
                for situation in SITUATIONS {
                    // An address does not mend itself.
                    let possible = scripted || situation != Situation::Mended;
                    if possible && row.only.is_none_or(|only| only == mode) {
                        cells.push(Cell {
                            name: format!("{}, {surface:?}, {mode:?}, {situation:?}", row.name),
                            row: Arc::clone(row),
                            scene: Scene::new(surface, mode, cells.len()),
                            situation,
                        });
                    }
                }
            }
        }
    }
    cells
}

async fn judged(cell: Cell, permits: Arc<Semaphore>) -> (String, Verdict) {
    let _permit = permits.acquire().await.unwrap();
    let (name, scene) = (cell.name.clone(), cell.scene.clone());
    let playing = tokio::spawn(async move {
        let number = cell.scene.cell;
        let playing = Box::pin(play(&cell.row, cell.scene, cell.situation));
        leaks::in_cell(number, timeout(PATIENCE, playing)).await
    });
    let verdict = match playing.await {
        Ok(Ok(verdict)) => verdict,
        Ok(Err(_)) => untyped("it hangs".to_owned()),
        Err(stopped) => untyped(panicked(stopped, &scene)),
    };
    (name, verdict)
}

fn untyped(what: String) -> Verdict {
    Verdict {
        class: None,
        wrong: vec![what],
    }
}

fn panicked(stopped: JoinError, scene: &Scene) -> String {
    let panic = stopped.into_panic();
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    let text = text.unwrap_or_default();
    format!("it panics, shows {:?}: {text}", secrets_in(&text, scene))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_fault_ends_in_the_outcome_of_its_row() {
    leaks::listen();
    let start = Instant::now();
    let asked_for = std::env::var("FAULT").unwrap_or_default();
    let rows = rows::all()
        .into_iter()
        .filter(|row| row.name.starts_with(&asked_for));
    let rows: Vec<Arc<Row>> = rows.map(Arc::new).collect();
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let mut tally = Tally::new(rows.len());
    let mut failures = vec![];
    // Cells that mostly wait come last: the work of the others would make their limits pass too soon.
    let (waiting, working): (Vec<Cell>, Vec<Cell>) = cells(&rows)
        .into_iter()
        .partition(|cell| cell.row.slow || cell.row.short.is_some());
    for cells in [working, waiting] {
        let mut playing: JoinSet<_> = cells
            .into_iter()
            .map(|cell| judged(cell, Arc::clone(&permits)))
            .collect();
        while let Some(judged) = playing.join_next().await {
            let (name, verdict) = judged.unwrap();
            tally.add(verdict.class);
            failures.extend(
                verdict
                    .wrong
                    .into_iter()
                    .map(|wrong| format!("{name}: {wrong}")),
            );
        }
    }
    let log = leaks::logged();
    assert!(
        log.iter().any(|line| line.contains("giving up")),
        "nothing was logged: {} lines",
        log.len()
    );
    failures.extend(
        log.iter()
            .filter(|line| leaks::is_leak(line))
            .map(|line| format!("logged: {line}")),
    );
    let tally = tally.took(start.elapsed());
    // Past the capture of the test's output: the count is to be seen.
    writeln!(std::io::stderr(), "{tally}").unwrap();
    failures.sort();
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert_eq!(tally.typed(), tally.cells());
}
