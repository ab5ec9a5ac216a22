//! What can be chosen before a gateway starts.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use crate::document::Document;
use crate::gateway::{Gateway, listen};
use crate::log::Log;
use crate::persona::Persona;
use crate::script::Script;
use crate::shared::{Shared, Tokens};

/// What can be chosen of a [`Gateway`].
#[derive(Clone, Default)]
pub struct Builder {
    persona: Option<Persona>,
    document: Option<String>,
    key: Option<String>,
    pace: Duration,
    keep: Option<usize>,
}

impl Builder {
    /// Whom it imitates; The Grid unless told otherwise.
    #[must_use]
    pub fn persona(mut self, persona: Persona) -> Self {
        self.persona = Some(persona);
        self
    }

    /// Checks the body of each request against this `OpenAPI` 3.0 document (JSON). One that it does not allow is answered
    /// with a 422, and noted in [`Gateway::violations`].
    #[must_use]
    pub fn document(mut self, text: &str) -> Self {
        self.document = Some(text.to_owned());
        self
    }

    /// The only key that the persona takes; any that is not empty unless told otherwise.
    #[must_use]
    pub fn key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    /// The wait between two events of the persona's streams; none unless told otherwise.
    #[must_use]
    pub fn pace(mut self, gap: Duration) -> Self {
        self.pace = gap;
        self
    }

    /// Remembers only the last `count` requests; all of them unless told otherwise.
    #[must_use]
    pub fn keep(mut self, count: usize) -> Self {
        self.keep = Some(count);
        self
    }

    /// Listens on a free loopback port.
    ///
    /// # Errors
    /// When no port can be bound, or the document cannot be read or compiled.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn start(self) -> io::Result<Gateway> {
        let document = self.document.as_deref().map(Document::of).transpose()?;
        let listener = listen((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = listener.local_addr()?;
        let shared = Shared {
            persona: self.persona.unwrap_or(Persona::THE_GRID),
            document,
            key: self.key,
            pace: self.pace,
            origin: format!("http://{address}"),
            script: Script::default(),
            log: Arc::new(Log::new(self.keep.unwrap_or(usize::MAX))),
            tokens: Tokens::default(),
        };
        Ok(Gateway::with(shared, listener, address))
    }
}
