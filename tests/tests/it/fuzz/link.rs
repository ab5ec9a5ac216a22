//! A gateway and a client that serve all cases of a test, on one runtime.

use std::time::Duration;

use grid_client::{Client, Error, RetryPolicy, Timeouts};
use grid_gateway::{Answer, Gateway};
use tokio::runtime::Runtime;

/// Proptest is synchronous, and one connection for all cases is quick.
pub(crate) struct Link {
    runtime: Runtime,
    gateway: Gateway,
    client: Client,
}

impl Link {
    pub(crate) fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let (gateway, client) = {
            let _inside = runtime.enter();
            let gateway = Gateway::builder().keep(1).start().unwrap();
            let client = Client::builder()
                .base_url(gateway.base_url())
                .api_key("sk-fuzz")
                .http(reqwest::Client::builder().no_proxy())
                .timeouts(
                    Timeouts::default()
                        .plain(Duration::from_secs(20))
                        .stream(Duration::from_secs(20)),
                )
                .retry(RetryPolicy::none())
                .max_event_size(64 << 10)
                .build()
                .unwrap();
            (gateway, client)
        };
        Self {
            runtime,
            gateway,
            client,
        }
    }

    /// Makes a call that gets this answer.
    pub(crate) fn call<T, F>(
        &self,
        answer: impl Into<Answer>,
        call: impl FnOnce(Client) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        self.gateway.push(answer);
        self.runtime.block_on(call(self.client.clone()))
    }
}
