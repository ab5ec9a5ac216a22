//! Samples of a document, decoded into our types and encoded again.

use std::fmt::Debug;

use grid_api::support::decode_json;
use grid_api::{chat, messages};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::document::{Body, Document, Operation};
use super::sample::samples;
use super::{Direction, Row};

/// How the bodies of one of our operations are tried.
struct Trial {
    /// The operation's path.
    path: &'static str,
    request: Side,
    answer: Side,
}

/// One type, and how its samples are decoded.
struct Side {
    /// The members without which no value of the type can be; the rendering of a page may leave them out.
    least: fn() -> Value,
    decode: fn(&Value) -> Result<(), String>,
}

const TRIALS: [Trial; 2] = [
    Trial {
        path: chat::create_chat_completion::PATH,
        request: Side {
            least: || json!({"messages": [{"role": "user", "content": "Hi"}]}),
            decode: trial::<chat::ChatCompletionsRequest>,
        },
        answer: Side {
            least: || json!({"choices": []}),
            decode: trial::<chat::ChatCompletion>,
        },
    },
    Trial {
        path: messages::create_message::PATH,
        request: Side {
            least: || json!({"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "Hi"}]}),
            decode: trial::<messages::MessagesRequest>,
        },
        answer: Side {
            least: || json!({"content": []}),
            decode: trial::<messages::Message>,
        },
    },
];

/// What came of a document's samples.
pub(super) struct Values {
    pub(super) samples: usize,
    pub(super) problems: Vec<Row>,
}

pub(super) fn check(document: &Document) -> Values {
    let mut values = Values {
        samples: 0,
        problems: Vec::new(),
    };
    for operation in document.operations() {
        if let Some(trial) = TRIALS
            .iter()
            .find(|trial| operation.path.ends_with(trial.path))
        {
            values.of_operation(document, operation, trial);
        }
    }
    values
}

impl Values {
    fn of_operation(&mut self, document: &Document, operation: Operation<'_>, trial: &Trial) {
        let row = |direction| Row {
            gateway: document.gateway.clone(),
            path: operation.path.to_owned(),
            field: "(a sample)".to_owned(),
            direction,
            place: Err(String::new()),
        };
        let answers = operation
            .responses()
            .filter(|(status, _)| *status == "200")
            .filter_map(|(_, body)| body);
        self.of_bodies(
            document,
            operation.request(),
            &trial.request,
            &row(Direction::Request),
        );
        self.of_bodies(document, answers, &trial.answer, &row(Direction::Response));
    }

    fn of_bodies<'d>(
        &mut self,
        document: &Document,
        bodies: impl IntoIterator<Item = Body<'d>>,
        side: &Side,
        row: &Row,
    ) {
        for sample in bodies.into_iter().flat_map(|body| of_body(document, body)) {
            self.samples += 1;
            let result = (side.decode)(&completed(&(side.least)(), &sample));
            self.problems.extend(result.err().map(|problem| Row {
                place: Err(problem),
                ..row.clone()
            }));
        }
    }
}

fn of_body(document: &Document, body: Body<'_>) -> Vec<Value> {
    let generated = body
        .schema
        .into_iter()
        .flat_map(|schema| samples(&document.value, schema));
    body.example.cloned().into_iter().chain(generated).collect()
}

/// The sample, and the members of `least` that it does not have.
fn completed(least: &Value, sample: &Value) -> Value {
    let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let mut all: Map<String, Value> = members(least);
    all.extend(members(sample));
    Value::Object(all)
}

/// Decodes a sample: nothing of it may be left over, and it must encode as it was.
pub(super) fn trial<T: DeserializeOwned + Serialize + Debug>(sample: &Value) -> Result<(), String> {
    let decoded: T =
        decode_json(sample.to_string().as_bytes()).map_err(|error| error.to_string())?;
    if let Some(left) = left_over(&format!("{decoded:?}")) {
        return Err(format!("kept as unknown: {left}"));
    }
    let encoded = serde_json::to_value(&decoded).map_err(|error| error.to_string())?;
    if encoded == *sample {
        Ok(())
    } else {
        Err(format!("{sample} encodes as {encoded}"))
    }
}

/// The first member that a decoded value holds in an `extra`, or the first object of a union that it could not tell, by its `Debug`.
///
/// Every `extra` is a field of a derived `Debug`, so it stands there as `extra: {`; in a string the quote after it would be escaped.
fn left_over(debug: &str) -> Option<&str> {
    let extra = debug
        .split_once("extra: {\"")
        .and_then(|(_, rest)| rest.split('"').next());
    extra.or_else(|| {
        debug
            .split_once("UnknownObject(")
            .map(|(_, rest)| rest.split(')').next().unwrap_or_default())
    })
}
