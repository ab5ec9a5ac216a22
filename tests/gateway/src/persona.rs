//! The gateways that are imitated. A gateway is data: adding one adds a constant.

use crate::error_bodies::ErrorShape;

/// What a gateway answers when nothing is scripted.
#[derive(Clone, Copy, Debug)]
pub struct Persona {
    /// What stands before each route's path: `/v1`.
    pub prefix: &'static str,
    /// The header that carries the request's id, if there is one.
    pub request_id_header: Option<&'static str>,
    /// The models that can be asked for, in lower case; empty for any. Names are compared in any case.
    pub models: &'static [&'static str],
    /// The model that serves every request, and that answers name in place of the one asked for; `None` for the one asked for.
    pub serves: Option<&'static str>,
    /// Its surfaces.
    pub routes: &'static [Route],
}

/// One `POST` of a gateway.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The path behind the prefix.
    pub path: &'static str,
    /// What is spoken there.
    pub surface: Surface,
    /// How the key is sent.
    pub auth: Auth,
    /// Other headers that must be there.
    pub requires: &'static [&'static str],
    /// Requests are sent on by a 307 to the same host first.
    pub hop: bool,
    /// The shape of its errors; `None` for the one that The Grid documents for the status.
    pub errors: Option<ErrorShape>,
    /// Replies carry `reasoning_content`.
    pub reasoning: bool,
    /// Counters beyond the usual ones, by their path under `usage`.
    pub usage: &'static [(&'static str, u64)],
}

/// What a route speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// `OpenAI`'s chat completions.
    Chat,
    /// Anthropic's messages.
    Messages,
}

/// How a key is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// `Authorization: Bearer {key}`
    Bearer,
    /// `x-api-key: {key}`
    ApiKey,
}

const CHAT: Route = Route {
    path: "/chat/completions",
    surface: Surface::Chat,
    auth: Auth::Bearer,
    requires: &[],
    hop: false,
    errors: Some(ErrorShape::OpenAi),
    reasoning: false,
    usage: &[],
};

const MESSAGES: Route = Route {
    path: "/messages",
    surface: Surface::Messages,
    errors: Some(ErrorShape::Anthropic),
    ..CHAT
};

impl Persona {
    /// The Grid: chat completions behind the 307 hop, and the Messages beta (no hop, `x-api-key`), here on one host.
    /// Instruments, hop, errors and the served model's name: its documentation, "Consumption API", "Request routing and
    /// redirects", "Errors and rate limits".
    pub const THE_GRID: Self = Self {
        prefix: "/v1",
        request_id_header: Some("x-request-id"),
        models: &[
            "text-standard",
            "text-prime",
            "text-max",
            "code-standard",
            "code-prime",
            "code-max",
            "agent-standard",
            "agent-prime",
            "agent-max",
            "vision-standard",
            "chat-prime",
            "chat-fast",
            "claude-opus-latest",
            "gpt-sol-latest",
            "gemini-pro-latest",
            "kimi-latest",
            "deepseek-pro-latest",
            "glm-latest",
            "minimax-latest",
            "bytedance-pro-latest",
        ],
        serves: Some("openai/gpt-oss-120b"),
        routes: &[
            Route {
                hop: true,
                errors: None,
                reasoning: true,
                usage: &[("prompt_tokens_details/cached_tokens", 0)],
                ..CHAT
            },
            Route {
                auth: Auth::ApiKey,
                errors: None,
                ..MESSAGES
            },
        ],
    };

    /// `DGrid`: both surfaces with a Bearer key, and its request id header. Its pages "Create chat completion",
    /// "Create message", "Introduction".
    pub const DGRID: Self = Self {
        prefix: "/v1",
        request_id_header: Some("DGrid-Request-ID"),
        models: &[],
        serves: None,
        routes: &[
            Route {
                reasoning: true,
                usage: &[
                    ("prompt_tokens_details/cached_tokens", 0),
                    ("prompt_tokens_details/text_tokens", 3),
                    ("prompt_tokens_details/audio_tokens", 0),
                    ("prompt_tokens_details/image_tokens", 0),
                    ("completion_tokens_details/text_tokens", 5),
                    ("completion_tokens_details/audio_tokens", 0),
                ],
                ..CHAT
            },
            Route {
                requires: &["anthropic-version"],
                usage: &[
                    ("cache_creation_input_tokens", 0),
                    ("cache_read_input_tokens", 2),
                ],
                ..MESSAGES
            },
        ],
    };

    /// The gateway without a name: no version in the path, cache counters at the top of usage.
    pub const COMPATIBLE: Self = Self {
        prefix: "",
        request_id_header: None,
        models: &[],
        serves: None,
        routes: &[Route {
            usage: &[
                ("prompt_tokens_details/cached_tokens", 2),
                ("completion_tokens_details/accepted_prediction_tokens", 0),
                ("completion_tokens_details/rejected_prediction_tokens", 0),
                ("cache_creation_input_tokens", 1),
                ("cache_read_input_tokens", 2),
            ],
            ..CHAT
        }],
    };
}
