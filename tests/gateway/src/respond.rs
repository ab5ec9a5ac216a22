//! From a request to the steps of its answer.

use serde_json::{Value, json};

use crate::answer::{Answer, Play};
use crate::chunks::chunks;
use crate::completion::completion;
use crate::document::Violation;
use crate::error_bodies::{ErrorShape, documented};
use crate::events::{done, json_event};
use crate::message::{events, message};
use crate::persona::{Auth, Route, Surface};
use crate::received::Received;
use crate::reply::Reply;
use crate::shared::Shared;
use crate::step::Step;

/// The path of the second leg starts with this.
const SECOND_LEG: &str = "/r/";

/// Why a request is not answered.
enum Refusal {
    /// With the error that belongs to this status.
    Status(u16),
    /// With a 422 and these violations.
    Violations(Vec<Violation>),
}

pub(crate) fn respond(shared: &Shared, request: &Received) -> Vec<Step> {
    if request.path().starts_with(SECOND_LEG) && !shared.tokens.redeem(request.query("token")) {
        let message = "the second leg has no token, or one that was not issued or was used before";
        shared.log.violated(&[breach(request, "?token", message)]);
        return Reply::error(401).steps();
    }
    let answer = shared.script.next(request).unwrap_or_else(Answer::persona);
    if let Play::Persona = answer.play {
        return persona(shared, request).steps();
    }
    if answer.checked
        && let Err(refusal) = checked(shared, request)
    {
        return refusal.reply(None).steps();
    }
    match answer.play {
        Play::Steps(steps) => steps,
        Play::Hop | Play::Persona => hop(shared, request).steps(),
    }
}

impl Refusal {
    fn reply(&self, errors: Option<ErrorShape>) -> Reply {
        match self {
            Self::Status(status) => {
                let (documented, message) = documented(*status);
                Reply::error_as(errors.unwrap_or(documented), *status, message)
            }
            Self::Violations(violations) => {
                let error = |violation: &Violation| json!({"path": violation.path, "message": violation.message, "value": violation.value});
                Reply::json(
                    422,
                    &json!({"errors": violations.iter().map(error).collect::<Value>()}),
                )
            }
        }
    }
}

/// The Grid's 307, from `/v1/...` to `/r/v1/...` on the same host.
fn hop(shared: &Shared, request: &Received) -> Reply {
    let token = shared.tokens.issue(request.number);
    Reply::redirect(
        307,
        &format!("{}/r{}?token={token}", shared.origin, request.path()),
    )
}

/// What the gateway answers by itself.
fn persona(shared: &Shared, request: &Received) -> Reply {
    let path = request.path().strip_prefix("/r").unwrap_or(request.path());
    let second_leg = path != request.path();
    let route = path.strip_prefix(shared.persona.prefix).and_then(|path| {
        shared
            .persona
            .routes
            .iter()
            .find(|route| route.path == path && (route.hop || !second_leg))
    });
    let reply = match route {
        Some(_) if request.method != "POST" => Reply::error(405).header("allow", "POST"),
        Some(route) => answer(shared, route, request, second_leg)
            .unwrap_or_else(|refusal| refusal.reply(route.errors)),
        None => Reply::error(404),
    };
    match shared.persona.request_id_header {
        Some(name) => reply.header(name, &format!("req_{:06}", request.number)),
        None => reply,
    }
}

/// In the order in which a gateway looks at a request: who, what, whether it is well-formed, where to.
fn answer(
    shared: &Shared,
    route: &Route,
    request: &Received,
    second_leg: bool,
) -> Result<Reply, Refusal> {
    // The token stands for the key on the second leg (sending the key there is allowed, not needed).
    if !second_leg && !authorized(shared, route, request) {
        return Err(Refusal::Status(401));
    }
    if let Some(missing) = route
        .requires
        .iter()
        .find(|name| request.header(name).is_none())
    {
        shared
            .log
            .violated(&[breach(request, missing, "this header is required")]);
        return Err(Refusal::Status(400));
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| Refusal::Status(400))?;
    checked(shared, request)?;
    let asked = body["model"].as_str().unwrap_or_default();
    let models = shared.persona.models;
    if !asked.is_empty()
        && !models.is_empty()
        && !models.contains(&asked.to_ascii_lowercase().as_str())
    {
        return Err(Refusal::Status(404));
    }
    if route.hop && !second_leg {
        return Ok(hop(shared, request));
    }
    let model = shared.persona.serves.unwrap_or(asked);
    Ok(match (route.surface, body["stream"] == true) {
        (Surface::Chat, false) => Reply::json(200, &completion(&body, route, model)),
        (Surface::Chat, true) => {
            let chunks = chunks(&completion(&body, route, model), &body["stream_options"]);
            Reply::events(chunks.iter().map(json_event).chain([done()])).gap(shared.pace)
        }
        (Surface::Messages, false) => Reply::json(200, &message(&body, route, model)),
        (Surface::Messages, true) => {
            Reply::events(events(&message(&body, route, model))).gap(shared.pace)
        }
    })
}

fn authorized(shared: &Shared, route: &Route, request: &Received) -> bool {
    let key = match route.auth {
        Auth::Bearer => request
            .header("authorization")
            .and_then(|value| value.strip_prefix("Bearer ")),
        Auth::ApiKey => request.header("x-api-key"),
    };
    key.is_some_and(|key| {
        shared
            .key
            .as_deref()
            .map_or(!key.is_empty(), |expected| key == expected)
    })
}

/// Notes what the document does not allow in the request.
fn checked(shared: &Shared, request: &Received) -> Result<(), Refusal> {
    let Some(document) = &shared.document else {
        return Ok(());
    };
    let violations = document.violations(
        request.number,
        &request.method,
        request.path(),
        &request.json(),
    );
    if violations.is_empty() {
        return Ok(());
    }
    shared.log.violated(&violations);
    Err(Refusal::Violations(violations))
}

fn breach(request: &Received, path: &str, message: &str) -> Violation {
    Violation {
        request: request.number,
        path: path.to_owned(),
        message: message.to_owned(),
        value: String::new(),
    }
}
