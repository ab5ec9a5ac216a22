//! The rows of the table, a file for each place where something goes wrong.

mod body;
mod budget;
mod connect;
mod events;
mod instead;
mod json;
mod odd_events;
mod redirects;
mod statuses;
mod waits;
mod wire;

use std::collections::BTreeSet;

use grid_client::TimeoutPhase;
use grid_gateway::fault::Faults;

use super::expect::{Class, Expect, ends};
use super::row::{Fault, Row, by_mode, row};
use super::scene::Scene;

pub(crate) const FIRST_BYTE: Class = Class::Timeout(TimeoutPhase::FirstByte);
pub(crate) const IDLE: Class = Class::Timeout(TimeoutPhase::Idle);
pub(crate) const TOTAL: Class = Class::Timeout(TimeoutPhase::Total);

pub(crate) fn all() -> Vec<Row> {
    let rows: Vec<Row> = [
        connect::rows(),
        instead::rows(),
        body::rows(),
        events::rows(),
        odd_events::rows(),
        json::rows(),
        statuses::rows(),
        waits::rows(),
        budget::rows(),
        redirects::rows(),
        wire::rows(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let names: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names.len(), rows.len(), "two rows of one name");
    rows
}

/// What a named fault comes to, plain and streamed.
type Named = (&'static str, Expect, Expect);

/// A row for each fault of a set, which is made anew for each cell where it depends on the scene; it fails where the set has one that the table does not have, or the other way round.
fn named(
    set: &'static str,
    faults: impl Fn(&Scene) -> Faults + Clone + Send + Sync + 'static,
    table: Vec<Named>,
    fault: impl Fn(grid_gateway::Answer) -> Fault + Copy + Send + Sync + 'static,
) -> Vec<Row> {
    let scene = Scene::new(super::scene::Surface::Chat, super::scene::Mode::Plain, 0);
    let known: BTreeSet<&str> = faults(&scene).into_keys().collect();
    let tabled: BTreeSet<&str> = table.iter().map(|named| named.0).collect();
    assert_eq!(known, tabled, "the faults {set}");
    let rows = table.into_iter().map(|(name, plain, stream)| {
        let short = [&plain, &stream]
            .into_iter()
            .find_map(|expect| match expect.classes[..] {
                [Class::Timeout(phase)] => Some(phase),
                _ => None,
            });
        let faults = faults.clone();
        let row = row(
            format!("{set}: {name}"),
            move |scene| fault(faults(scene)[name].clone()),
            by_mode(plain, stream),
        );
        Row { short, ..row }
    });
    rows.collect()
}

fn both(name: &'static str, expect: Expect) -> Named {
    (name, expect.clone(), expect)
}

fn same(name: &'static str, class: Class) -> Named {
    both(name, ends(class))
}
