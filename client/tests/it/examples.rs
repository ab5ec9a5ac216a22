//! Every example runs against the embedded gateway, and says what it promises; an error ends it with exit code 1 and one line.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Each example, and what it must print.
const EXAMPLES: [(&str, &[&str]); 15] = [
    (
        "chat",
        &[
            "What is a spot market?",
            "served by openai/gpt-oss-120b",
            "tokens in",
        ],
    ),
    ("stream", &["Count to ten.", "usage: Some("]),
    ("tools", &["the model calls weather(", "\"celsius\":21"]),
    ("images", &["What colour is this?"]),
    (
        "errors",
        &[
            "at most 2, found 3",
            "404 Not Found",
            "Model not found",
            "may have run: true",
        ],
    ),
    (
        "route_and_provider",
        &["\"route\": \"fallback\"", "\"my_own_key\": true"],
    ),
    ("own_request", &["\"answer\":"]),
    ("chat_repl", &["> "]),
    ("messages", &["What is a spot market?", "EndTurn"]),
    ("messages_stream", &["Count to ten.", "Some(("]),
    ("dgrid", &["meaning of life", "request req_"]),
    ("own_gateway", &["Hello"]),
    ("many", &["Say 1.", "Say 12.", "given up after \""]),
    ("own_tests", &["3 requests, all as they should be"]),
    (
        "demo",
        &[
            "== the-grid ==",
            "== dgrid ==",
            "== compatible ==",
            "?token=[hidden]",
            "x-api-key: [hidden]",
        ],
    ),
];

fn run(name: &str, variables: &[(&str, &str)]) -> Output {
    let tests = std::env::current_exe().expect("the test knows where it is");
    let built = tests
        .parent()
        .and_then(|deps| deps.parent())
        .expect("tests are built in target/*/deps");
    let program: PathBuf = built
        .join("examples")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new(program);
    for variable in [
        "THEGRID_API_KEY",
        "THEGRID_BASE_URL",
        "THEGRID_MODEL",
        "DGRID_API_KEY",
    ] {
        command.env_remove(variable);
    }
    command
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("the example was built")
}

#[test]
fn each_runs_without_a_key() {
    for (name, promised) in EXAMPLES {
        let output = run(name, &[]);
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(output.status.success(), "{name}: {out}{err}");
        for promise in promised {
            assert!(
                out.contains(promise),
                "{name} does not print {promise:?}: {out}{err}"
            );
        }
    }
}

#[test]
fn an_error_ends_one_with_a_line() {
    let gone = [
        ("THEGRID_API_KEY", "sk-secret"),
        ("THEGRID_BASE_URL", "ftp://127.0.0.1"),
    ];
    for (name, _) in EXAMPLES
        .iter()
        .filter(|(name, _)| ["chat", "messages"].contains(name))
    {
        let output = run(name, &gone);
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(err.lines().count(), 1, "{name}: {err}");
        assert!(
            err.contains("base URL") && !err.contains("sk-secret"),
            "{name}: {err}"
        );
    }
}
