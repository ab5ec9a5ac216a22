//! One cell: a fault, a surface, a mode, and what the caller and the gateway make of it.

use grid_gateway::{Gateway, Received};

use super::call::{MAX_RETRIES, Outcome, call, client};
use super::checks::{Wrong, faults_of};
use super::expect::{Class, Expect, Retry};
use super::leaks::{said, secrets_in};
use super::past;
use super::row::{Fault, Row};
use super::scene::{Mode, Scene, Surface, TEXT};

/// How long the fault lasts, and what the caller allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Situation {
    /// The fault stays; no request is sent again that may have run.
    Cautious,
    /// The fault stays; requests are sent again.
    Resending,
    /// The fault is gone with the second attempt; requests are sent again.
    Mended,
}

pub(crate) const SITUATIONS: [Situation; 3] =
    [Situation::Cautious, Situation::Resending, Situation::Mended];

/// What a cell came to.
pub(crate) struct Verdict {
    pub(crate) class: Option<Class>,
    pub(crate) wrong: Vec<String>,
}

/// Plays the cell and holds what came of it against the row.
pub(crate) async fn play(row: &Row, mut scene: Scene, situation: Situation) -> Verdict {
    let gateway = Gateway::start().unwrap();
    let foreign = Gateway::start().unwrap();
    scene.origin = gateway.origin();
    scene.foreign = foreign.origin();
    let fault = (row.fault)(&scene);
    let base_url = match &fault {
        Fault::Nowhere(base_url) => base_url.clone(),
        Fault::Unresolved => "http://lab.invalid/v1".to_owned(),
        Fault::Answers(_) | Fault::Greeting(_) => gateway.base_url(),
    };
    let resends = situation != Situation::Cautious;
    let unresolved = matches!(fault, Fault::Unresolved);
    let client = client(row, &scene, resends, &base_url, unresolved);
    let mut wrong = Wrong(vec![]);
    if let Some(past) = row.past {
        past::live(&mut wrong, past, &client, &scene, &gateway).await;
    }
    let earlier = gateway.received().len();
    script(&gateway, &fault, &scene, situation);
    let outcome = call(&client, &scene).await;
    drop(client);

    wrong.0.extend(outcome.wrong.iter().cloned());
    let open = gateway.wait_for_open(0).await;
    wrong.unless(open == 0, || format!("{open} connections stay open"));
    wrong.unless(foreign.connections() == 0, || {
        "the foreign origin was asked".to_owned()
    });
    let received = gateway.received();
    wrong.0.extend(
        received
            .iter()
            .filter_map(|received| unlike(received, &scene)),
    );
    let said = said(&outcome);
    let leaks = secrets_in(&said, &scene);
    wrong.unless(leaks.is_empty(), || format!("shows {leaks:?}: {said}"));

    let class = match &outcome.result {
        Ok(_) => Ok(Class::Ok),
        Err(error) => Class::of(error),
    };
    match class {
        Ok(class) => {
            let each = match fault {
                Fault::Answers(_) => Some(row.requests),
                Fault::Greeting(_) => Some(0),
                Fault::Nowhere(_) | Fault::Unresolved => None,
            };
            judge(
                &mut wrong,
                row,
                &scene,
                situation,
                (class, &outcome),
                (each, received.len() - earlier),
            );
            Verdict {
                class: Some(class),
                wrong: wrong.0,
            }
        }
        Err(problem) => {
            wrong.0.push(problem);
            Verdict {
                class: None,
                wrong: wrong.0,
            }
        }
    }
}

/// Holds class, attempts, requests and text against what the row expects. `requests`: those that a failing attempt sends to the gateway,
/// `None` where it is not asked at all, and those that it saw.
fn judge(
    wrong: &mut Wrong,
    row: &Row,
    scene: &Scene,
    situation: Situation,
    (class, outcome): (Class, &Outcome),
    (each, seen): (Option<usize>, usize),
) {
    let expect = &(row.expect)(scene);
    let retries = retried(expect, situation);
    let attempts = attempts(outcome);
    let wanted = match (retries, situation) {
        (Some(false), _) => 1..=1,
        (Some(true), Situation::Mended) => 2..=2,
        (Some(true), _) => MAX_RETRIES + 1..=MAX_RETRIES + 1,
        (None, _) => 1..=MAX_RETRIES + 1,
    };
    let paid = row.past.map_or(MAX_RETRIES, |past| past.left) + 1;
    let due = *wanted.start().min(&paid)..=*wanted.end().min(&paid);
    let mended = situation == Situation::Mended
        && retries != Some(false)
        && paid > 1
        && expect.classes != [Class::Ok];
    if row.past.is_some() {
        past::told(wrong, scene.cell, paid < *wanted.end());
    }
    wrong.unless(due.contains(&attempts), || {
        format!("{attempts} attempts, not {due:?}")
    });
    // The last attempt of a cell that is mended meets a healthy gateway.
    let requests = each.map_or(0, |each| {
        (attempts - usize::from(mended)) * each + usize::from(mended)
    });
    wrong.unless(seen == requests, || {
        format!("{seen} requests, not {requests}")
    });
    let classes = if mended {
        &[Class::Ok]
    } else {
        &expect.classes[..]
    };
    wrong.unless(classes.contains(&class), || {
        format!("{class:?}, not {classes:?}: {}", said(outcome))
    });
    match &outcome.result {
        Ok(reply) => {
            let text = expect.text.filter(|_| !mended).unwrap_or(TEXT);
            wrong.unless(reply.text == text, || {
                format!("it says {:?}, not {text:?}", reply.text)
            });
        }
        Err(error) => faults_of(wrong, error, class, expect, row),
    }
}

/// Tells the gateway what to do.
fn script(gateway: &Gateway, fault: &Fault, scene: &Scene, situation: Situation) {
    let times = if situation == Situation::Mended {
        1
    } else {
        MAX_RETRIES + 1
    };
    // Whatever goes beyond the script finds a gateway that works.
    gateway.always(scene.good());
    match fault {
        Fault::Greeting(answer) => (0..times).for_each(|_| gateway.greet(answer.clone())),
        Fault::Answers(answers) => {
            for answer in (0..times).flat_map(|_| answers) {
                gateway.push(answer.clone());
            }
        }
        Fault::Nowhere(_) | Fault::Unresolved => {}
    }
}

/// Whether there is a second attempt; `None` where that is left open.
fn retried(expect: &Expect, situation: Situation) -> Option<bool> {
    match (expect.retry, situation) {
        (Retry::Never, _) | (Retry::IfResent, Situation::Cautious) => Some(false),
        (Retry::AsItFalls, Situation::Cautious) => None,
        (Retry::Always | Retry::AsItFalls | Retry::IfResent, _) => Some(true),
    }
}

fn attempts(outcome: &Outcome) -> usize {
    let attempts = match &outcome.result {
        Ok(reply) => reply.attempts,
        Err(error) => error.attempts(),
    };
    usize::try_from(attempts).unwrap()
}

/// Every request carries the key and the body, redirected or not.
fn unlike(received: &Received, scene: &Scene) -> Option<String> {
    let (name, value) = match scene.surface {
        Surface::Chat => ("authorization", format!("Bearer {}", scene.key)),
        Surface::Messages => ("x-api-key", scene.key.clone()),
    };
    let streamed = received.json()["stream"] == true;
    let whole = received.header(name) == Some(&value)
        && received.method == "POST"
        && received.json()["messages"][0]["content"] == scene.prompt
        && streamed == (scene.mode == Mode::Stream);
    (!whole).then(|| format!("request {} is not the one that was made", received.number))
}
