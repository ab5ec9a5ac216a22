//! One cell: a fault, a surface, a mode, and what the caller and the gateway make of it.

use std::time::Duration;

use grid_client::Error;
use grid_gateway::{Gateway, Received};

use super::call::{BASE, MAX_RETRIES, Outcome, call, client};
use super::expect::{Class, Expect, Kept, Retry};
use super::leaks::{said, secrets_in};
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

pub(crate) const SITUATIONS: [Situation; 3] = [Situation::Cautious, Situation::Resending, Situation::Mended];

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
    let base_url = script(&gateway, &(row.fault)(&scene), &scene, situation);
    let unresolved = matches!((row.fault)(&scene), Fault::Unresolved);
    let resends = situation != Situation::Cautious;
    let client = client(row, &scene, resends, &base_url, unresolved);
    let outcome = call(&client, &scene).await;
    drop(client);
    let open = gateway.wait_for_open(0).await;

    let expect = (row.expect)(&scene);
    let mut wrong = outcome.wrong.clone();
    let mut want = |holds: bool, what: String| {
        if !holds {
            wrong.push(what);
        }
    };
    let leaks = secrets_in(&said(&outcome), &scene);
    want(leaks.is_empty(), format!("shows {leaks:?}: {}", said(&outcome)));
    want(open == 0, format!("{open} connections stay open"));
    want(foreign.connections() == 0, "the foreign origin was asked".to_owned());
    let received = gateway.received();
    for problem in received.iter().filter_map(|received| unlike(received, &scene)) {
        want(false, problem);
    }
    let greeted = matches!((row.fault)(&scene), Fault::Greeting(_));
    let class = match &outcome.result {
        Ok(_) => Ok(Class::Ok),
        Err(error) => Class::of(error),
    };
    match class {
        Err(problem) => {
            wrong.push(problem);
            Verdict { class: None, wrong }
        }
        Ok(class) => {
            let retries = retried(&expect, situation);
            let mended = situation == Situation::Mended && retries != Some(false) && expect.classes != [Class::Ok];
            let attempts = attempts(&outcome);
            let due = match (retries, situation) {
                (Some(false), _) => 1..=1,
                (Some(true), Situation::Mended) => 2..=2,
                (Some(true), _) => MAX_RETRIES + 1..=MAX_RETRIES + 1,
                (None, _) => 1..=MAX_RETRIES + 1,
            };
            want(due.contains(&attempts), format!("{attempts} attempts, not {due:?}"));
            // Of the attempts, the last one may have met a healthy gateway.
            let faulty = if mended { attempts - 1 } else { attempts };
            let each = if greeted { 0 } else { row.requests };
            let requests = faulty * each + usize::from(mended);
            let asked = if base_url == gateway.base_url() { requests } else { 0 };
            want(received.len() == asked, format!("{} requests, not {asked}", received.len()));
            if mended {
                want(class == Class::Ok, format!("{class:?} from a gateway that works again"));
            } else {
                want(expect.classes.contains(&class), format!("{class:?}, not {:?}: {}", expect.classes, said(&outcome)));
            }
            match &outcome.result {
                Ok(reply) => {
                    let text = if mended { TEXT } else { expect.text.unwrap_or(TEXT) };
                    want(reply.text == text, format!("it says {:?}, not {text:?}", reply.text));
                }
                Err(error) => wrong.extend(faults_of(error, class, &expect, row)),
            }
            Verdict { class: Some(class), wrong }
        }
    }
}

/// Tells the gateway what to do, and says where it is.
fn script(gateway: &Gateway, fault: &Fault, scene: &Scene, situation: Situation) -> String {
    let times = if situation == Situation::Mended { 1 } else { MAX_RETRIES + 1 };
    // Whatever goes beyond the script finds a gateway that works.
    gateway.always(scene.good());
    match fault {
        Fault::Greeting(answer) => (0..times).for_each(|_| gateway.greet(answer.clone())),
        Fault::Answers(answers) => {
            for answer in (0..times).flat_map(|_| answers) {
                gateway.push(answer.clone());
            }
        }
        Fault::Nowhere(base_url) => return base_url.clone(),
        Fault::Unresolved => return "http://lab.invalid/v1".to_owned(),
    }
    gateway.base_url()
}

/// Whether there is a second attempt; `None` where that is left open.
fn retried(expect: &Expect, situation: Situation) -> Option<bool> {
    match (expect.retry, situation) {
        (Retry::Never, _) => Some(false),
        (Retry::Always, _) => Some(true),
        (Retry::IfResent, situation) => Some(situation != Situation::Cautious),
        (Retry::AsItFalls, Situation::Cautious) => None,
        (Retry::AsItFalls, _) => Some(true),
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

/// What an error must say for itself.
fn faults_of(error: &Error, class: Class, expect: &Expect, row: &Row) -> Vec<String> {
    let mut wrong = vec![];
    let mut want = |holds: bool, what: String| {
        if !holds {
            wrong.push(what);
        }
    };
    want(error.may_have_run() == class.may_have_run(), format!("may_have_run() is {}", error.may_have_run()));
    if let Some(retryable) = retryable(class, expect.retry) {
        want(error.is_retryable() == retryable, format!("is_retryable() is {}", error.is_retryable()));
    }
    if let Some(answered) = class.has_answer() {
        want(
            error.status().is_some() == answered && error.headers().is_some() == answered,
            format!("status {:?}, headers {:?}", error.status(), error.headers()),
        );
    }
    if row.marked && error.headers().is_some_and(|headers| headers.get("x-lab").is_none()) {
        want(false, format!("headers are lost: {:?}", error.headers()));
    }
    let waits: Vec<Duration> = (1..u32::try_from(error.waits().len()).unwrap() + 1)
        .map(|retry| expect.asked.unwrap_or(BASE * 2u32.pow(retry - 1)))
        .collect();
    want(error.waits() == waits, format!("waits {:?}, not {waits:?}", error.waits()));
    want(
        error.waits().len() + 1 == usize::try_from(error.attempts()).unwrap(),
        format!("{} attempts, {} waits", error.attempts(), error.waits().len()),
    );
    if let Some(asked) = expect.asked {
        want(error.retry_after() == Some(asked), format!("retry_after() is {:?}", error.retry_after()));
    }
    want(keeps(error, &expect.kept), format!("keeps {:?} and {:?}, cut: {}", error.body().map(bytes::Bytes::len), error.event_data().map(bytes::Bytes::len), error.body_truncated()));
    let line = error.to_string();
    want(!line.contains('\n') && line.len() < 2000, format!("not one line: {line:?}"));
    wrong
}

fn retryable(class: Class, retry: Retry) -> Option<bool> {
    match class {
        Class::Status(_) | Class::StreamError if retry == Retry::Always => Some(true),
        Class::Status(_) | Class::StreamError => None,
        Class::Redirect | Class::Decode | Class::TooLarge => Some(false),
        _ => Some(true),
    }
}

fn keeps(error: &Error, kept: &Kept) -> bool {
    let body = error.body().map(|body| &body[..]);
    match kept {
        Kept::Any => true,
        Kept::Nothing => body.is_none(),
        Kept::Body(bytes) => body == Some(bytes) && !error.body_truncated(),
        Kept::Part(bytes) => body == Some(bytes) && error.body_truncated(),
        Kept::Cut(length) => body.map(<[u8]>::len) == Some(*length) && error.body_truncated(),
        Kept::Event(bytes) => error.event_data().map(|data| &data[..]) == Some(bytes),
    }
}
