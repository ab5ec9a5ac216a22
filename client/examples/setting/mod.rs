#![allow(dead_code, reason = "no example uses all of it")]
//! Where an example runs: against the gateway in the environment, or against an embedded one.

use grid_client::{Client, Error, Gateway, instruments};

/// A client, the model to ask, and the embedded gateway where there is one.
pub(crate) struct Setting {
    pub(crate) client: Client,
    pub(crate) model: String,
    /// It stops when this is dropped.
    pub(crate) embedded: Option<grid_gateway::Gateway>,
}

/// With `THEGRID_API_KEY`: The Grid, or `THEGRID_BASE_URL`, and `THEGRID_MODEL`. Without: an embedded gateway.
pub(crate) fn setting() -> Result<Setting, Failure> {
    let model =
        std::env::var("THEGRID_MODEL").unwrap_or_else(|_| instruments::TEXT_PRIME.to_owned());
    if std::env::var_os("THEGRID_API_KEY").is_some() {
        let client = Client::from_env()?;
        return Ok(Setting {
            client,
            model,
            embedded: None,
        });
    }
    let embedded = embedded(grid_gateway::Persona::THE_GRID)?;
    let client = client_of(Gateway::the_grid(), &embedded)?;
    Ok(Setting {
        client,
        model: instruments::TEXT_PRIME.to_owned(),
        embedded: Some(embedded),
    })
}

/// An embedded gateway that checks requests against the document, where the document is at hand.
pub(crate) fn embedded(persona: grid_gateway::Persona) -> std::io::Result<grid_gateway::Gateway> {
    let document = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../spec/effective.json"
    ));
    let builder = grid_gateway::Gateway::builder()
        .persona(persona)
        .pace(std::time::Duration::from_millis(15));
    match document {
        Ok(document) => builder.document(&document).start(),
        Err(_) => builder.start(),
    }
}

/// A client of a gateway's kind that talks to an embedded one.
pub(crate) fn client_of(kind: Gateway, embedded: &grid_gateway::Gateway) -> Result<Client, Error> {
    Client::builder()
        .gateway(kind)
        .base_url(embedded.base_url())
        .api_key("embedded-key")
        .build()
}

/// What ends an example: one line, and exit code 1.
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(problem: &str) -> Self {
        Self(problem.to_owned())
    }
}

impl std::fmt::Debug for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}
