//! The gateways that this crate knows. Each value is what the gateway's own page documents; what is inferred says so.
//!
//! | | The Grid | DGrid | compatible |
//! |---|---|---|---|
//! | chat | Bearer | Bearer | Bearer |
//! | messages | own host, `x-api-key` | Bearer | not documented |
//! | `anthropic-version` | sent (inferred) | required | |
//! | redirects of chat | `*.thegrid.ai` | same origin | same origin |
//! | redirects of messages | same origin | same origin | |
//! | retries | up to 5, from 1 s, also on 402 | default | default |
//! | `stream_options` | yes | not documented | yes |
//! | refused | | | `stop` as a string, `max_tokens` |

use std::time::Duration;

use grid_api::servers;
use http::HeaderName;

use super::{Auth, Form, Gateway, Redirects, Refusal, Surface};
use crate::RetryPolicy;

/// <https://docs.dgrid.ai/api-reference/introduction>
const DGRID: &str = "https://api.dgrid.ai/v1";

/// `x-request-id` (`OpenAI`), `request-id` (Anthropic), `x-generation-id` (`OpenRouter`): no page of The Grid names one.
pub(super) const REQUEST_ID_HEADERS: [HeaderName; 3] = [
    HeaderName::from_static("x-request-id"),
    HeaderName::from_static("request-id"),
    HeaderName::from_static("x-generation-id"),
];

impl Gateway {
    /// The Grid, <https://thegrid.ai/docs/api-reference/consumption-api>.
    ///
    /// Chat requests are routed by a 307 to another path or host below `thegrid.ai`; the key and the request are taken there and
    /// nowhere else. 402 and 503 mean that the balance is being replenished: its pages say to retry them, with 429 and 500, up to 5
    /// times after 1, 2, 4, 8 and 16 s. 408, 409, 502 and 504 are added here, with what Cloudflare (520 to
    /// 523) and Anthropic (529, overloaded) send instead of them.
    #[must_use]
    pub fn the_grid() -> Self {
        let retry = RetryPolicy::new()
            .max_retries(5)
            .base(Duration::from_secs(1))
            .cap(Duration::from_secs(16))
            .statuses([
                402, 408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 529,
            ]);
        Self::new("The Grid", servers::DEFAULT)
            .key_env("THEGRID_API_KEY")
            .base_url_env("THEGRID_BASE_URL")
            .key_page("https://app.thegrid.ai/profile/api-keys")
            .model_names(
                "instruments are named as in grid_client::instruments::TEXT_PRIME (`text-prime`)",
            )
            .chat(
                Surface::chat(servers::DEFAULT)
                    .redirects(Redirects::hosts(["*.thegrid.ai"]))
                    .stream_options(true)
                    .retry(&retry),
            )
            .messages(Surface::messages(servers::MESSAGES).retry(&retry))
    }

    /// `DGrid`, <https://docs.dgrid.ai>; not related to The Grid.
    ///
    /// One Bearer key for both surfaces; `/messages` also wants `anthropic-version`.
    #[must_use]
    pub fn dgrid() -> Self {
        let [first, rest @ ..] = REQUEST_ID_HEADERS;
        let own = HeaderName::from_static("dgrid-request-id");
        Self::new("DGrid", DGRID)
            .key_env("DGRID_API_KEY")
            .base_url_env("DGRID_BASE_URL")
            .model_names("models are named provider/model, as in `openai/gpt-4o`")
            .request_id_headers([own, first].into_iter().chain(rest))
            .chat(Surface::chat(DGRID))
            .messages(Surface::messages(DGRID).auth(Auth::Bearer))
    }

    /// The gateway that is documented without a name and without an address: chat completions alone, `stop` a list, and
    /// `max_completion_tokens` the only limit of tokens.
    ///
    /// For a gateway of your own that takes everything, see [`Gateway::new`].
    #[must_use]
    pub fn compatible(base_url: impl Into<String>) -> Self {
        let base_url = base_url.into();
        Self::new("the compatible gateway", base_url.clone()).chat(
            Surface::chat(base_url)
                .stream_options(true)
                .refuse(Refusal::new("stop", Form::Text, "a list of strings"))
                .refuse(Refusal::new(
                    "max_tokens",
                    Form::Any,
                    "`max_completion_tokens`",
                )),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(surface: &Surface, path: &str) -> String {
        surface.endpoint(path).unwrap().into()
    }

    #[test]
    fn addresses() {
        let (grid, dgrid) = (Gateway::the_grid(), Gateway::dgrid());
        assert_eq!(
            url(&grid.chat, "/chat/completions"),
            "https://api.thegrid.ai/v1/chat/completions"
        );
        let messages = grid.messages.unwrap();
        assert_eq!(
            url(&messages, "/messages"),
            "https://messages-beta.api.thegrid.ai/v1/messages"
        );
        assert_eq!(
            url(&dgrid.chat, "/chat/completions"),
            "https://api.dgrid.ai/v1/chat/completions"
        );
        assert_eq!(
            url(&dgrid.messages.unwrap(), "/messages"),
            "https://api.dgrid.ai/v1/messages"
        );
        assert!(Gateway::compatible("https://a.example").messages.is_none());
    }

    #[test]
    fn a_header_key_stays_at_its_origin() {
        for gateway in [Gateway::the_grid(), Gateway::dgrid()] {
            assert_eq!(gateway.messages.unwrap().redirects, Redirects::SameOrigin);
        }
    }

    #[test]
    fn dgrid_takes_a_bearer_and_wants_the_version() {
        let messages = Gateway::dgrid().messages.unwrap();
        assert_eq!(messages.auth, Auth::Bearer);
        assert_eq!(messages.headers["anthropic-version"], "2023-06-01");
        assert_eq!(Gateway::dgrid().request_id_headers[0], "dgrid-request-id");
    }
}
