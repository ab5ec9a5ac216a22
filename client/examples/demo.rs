//! The main job on an embedded gateway, or with `--live` on a real one: a completion and a stream on every surface, and what went
//! over the wire.

use std::io::Write as _;

use grid_client::{Client, Gateway};
use grid_gateway::Persona;

mod setting;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A gateway as the demo knows it.
struct Kind {
    name: &'static str,
    gateway: fn() -> Result<Gateway, Box<dyn std::error::Error>>,
    persona: Persona,
    /// Asked for where `GATEWAY_MODEL` names none.
    model: &'static str,
    messages: bool,
}

const KINDS: [Kind; 3] = [
    Kind {
        name: "the-grid",
        gateway: || Ok(Gateway::the_grid()),
        persona: Persona::THE_GRID,
        model: "text-prime",
        messages: true,
    },
    Kind {
        name: "dgrid",
        gateway: || Ok(Gateway::dgrid()),
        persona: Persona::DGRID,
        model: "openai/gpt-4o",
        messages: true,
    },
    Kind {
        name: "compatible",
        gateway: || {
            let url = std::env::var("GATEWAY_BASE_URL");
            if live() && url.is_err() {
                return Err("set GATEWAY_BASE_URL to the gateway's base URL".into());
            }
            let url = url.unwrap_or_else(|_| "http://127.0.0.1".to_owned());
            Ok(Gateway::compatible(url))
        },
        persona: Persona::COMPATIBLE,
        model: "gpt-4o",
        messages: false,
    },
];

fn live() -> bool {
    std::env::args().any(|argument| argument == "--live")
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run().await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("demo: {problem}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let mut wanted = None;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--live" => {}
            "--gateway" => wanted = Some(arguments.next().ok_or("--gateway needs a name")?),
            other => {
                return Err(format!(
                    "unknown argument `{other}`: there are --live and --gateway NAME"
                )
                .into());
            }
        }
    }
    let names = KINDS.map(|kind| kind.name).join(", ");
    if let Some(name) = &wanted
        && !KINDS.iter().any(|kind| kind.name == name)
    {
        return Err(format!("no gateway `{name}`: there are {names}").into());
    }
    let default = live().then(|| "the-grid".to_owned());
    let wanted = wanted.or(default);
    for kind in KINDS
        .iter()
        .filter(|kind| wanted.as_ref().is_none_or(|name| name == kind.name))
    {
        show(kind).await?;
    }
    Ok(())
}

async fn show(kind: &Kind) -> Outcome {
    let gateway = (kind.gateway)()?;
    println!("== {} ==", kind.name);
    if live() {
        let key = gateway.key_from_env()?;
        let client = Client::builder()
            .gateway(gateway.base_url_from_env())
            .api_key(key)
            .build()?;
        let model = std::env::var("THEGRID_MODEL").unwrap_or_else(|_| kind.model.to_owned());
        return surfaces(&client, kind, &model).await;
    }
    let embedded = setting::embedded(kind.persona)?;
    let client = setting::client_of(gateway, &embedded)?;
    surfaces(&client, kind, kind.model).await?;
    println!("over the wire:");
    for request in embedded.received() {
        let credential = ["authorization", "x-api-key"]
            .into_iter()
            .find(|name| request.header(name).is_some());
        println!(
            "  {} {}{}, {}, {} bytes",
            request.method,
            request.path(),
            if request.query("token").is_some() {
                "?token=[hidden]"
            } else {
                ""
            },
            credential.map_or("no credential".to_owned(), |name| format!(
                "{name}: [hidden]"
            )),
            request.body.len(),
        );
    }
    let violations = embedded.violations();
    if !violations.is_empty() {
        return Err(format!(
            "the gateway refused {} requests: {violations:?}",
            violations.len()
        )
        .into());
    }
    println!();
    Ok(())
}

async fn surfaces(client: &Client, kind: &Kind, model: &str) -> Outcome {
    let reply = client
        .chat(model)
        .system("Be brief.")
        .user("What is a spot market?")
        .send()
        .await?;
    println!("chat       {}", reply.text());
    served(
        reply.model(),
        reply
            .usage()
            .map(|usage| (usage.prompt_tokens, usage.completion_tokens)),
    );

    print!("stream     ");
    let mut stream = client.chat(model).user("Count to ten.").stream().await?;
    while let Some(chunk) = stream.try_next().await? {
        print!("{}", chunk.text());
        std::io::stdout().flush()?;
    }
    println!();
    let reply = stream.finish().await?;
    served(
        reply.model(),
        reply
            .usage()
            .map(|usage| (usage.prompt_tokens, usage.completion_tokens)),
    );

    if kind.messages {
        let reply = client
            .messages(model, 256)
            .system("Be brief.")
            .user("What is a spot market?")
            .send()
            .await?;
        println!("messages   {}", reply.text());
        served(
            reply.model(),
            reply
                .usage()
                .map(|usage| (usage.input_tokens, usage.output_tokens)),
        );

        print!("stream     ");
        let mut stream = client
            .messages(model, 256)
            .user("Count to ten.")
            .stream()
            .await?;
        while let Some(event) = stream.try_next().await? {
            print!("{}", event.text());
            std::io::stdout().flush()?;
        }
        println!();
        let reply = stream.finish().await?;
        served(
            reply.model(),
            reply
                .usage()
                .map(|usage| (usage.input_tokens, usage.output_tokens)),
        );
    }
    Ok(())
}

fn served(model: Option<&str>, tokens: Option<(i64, i64)>) {
    let model = model.unwrap_or("a model that was not named");
    let usage = tokens.map_or_else(
        || "usage was not told".to_owned(),
        |(input, output)| format!("{input} tokens in, {output} out"),
    );
    println!("           served by {model}; {usage}");
}
