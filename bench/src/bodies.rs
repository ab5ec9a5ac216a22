//! Requests and completions as they travel, of known sizes, their members in the order that `OpenAI` documents.

use crate::input::{USAGE, logprobs, quoted, token};

/// A completion of about 2 kB: an answer, a tool call, and every counter of the usage.
pub(crate) fn small_completion() -> String {
    let text = "A spot market clears at one price: that of the last unit of supply that demand still needs.\n\n".repeat(9);
    let call = format!(
        r#"{{"id":"call_9Xk2mQ4nZ7pLr1sTv5wYb8cD","type":"function","function":{}}}"#,
        function(
            "get_order_book",
            r#"{"instrument":"text-prime","depth":10}"#
        )
    );
    completion(&format!(
        r#"{{"index":0,"message":{{"role":"assistant","content":{},"tool_calls":[{call}],"refusal":null,"annotations":[]}},"logprobs":null,"finish_reason":"tool_calls"}}"#,
        quoted(&text)
    ))
}

/// A completion of about 200 kB: four long answers, one of them with log probabilities.
pub(crate) fn large_completion() -> String {
    let choice = |index: u32| {
        let text =
            format!("{index}. The \"marginal\" unit sets the price;\tcaf\u{e9}s pay it too.\n")
                .repeat(500);
        let logprobs = if index == 3 {
            many_logprobs(400)
        } else {
            "null".to_owned()
        };
        format!(
            r#"{{"index":{index},"message":{{"role":"assistant","content":{},"refusal":null,"annotations":[]}},"logprobs":{logprobs},"finish_reason":"stop"}}"#,
            quoted(&text)
        )
    };
    completion(&[choice(0), choice(1), choice(2), choice(3)].join(","))
}

fn many_logprobs(tokens: u32) -> String {
    let drawn = |number: u32| number * 7_919 % 1_000_003;
    let tokens: Vec<String> = (1..=tokens)
        .map(|number| {
            token(
                " price",
                drawn(number),
                &[(" price", drawn(number)), (" cost", drawn(number + 1))],
            )
        })
        .collect();
    logprobs(&tokens)
}

fn completion(choices: &str) -> String {
    format!(
        "{{\"id\":\"chatcmpl-CcVg3rXq8YtLwZ1mN5pKs7dHf2jBa\",\"object\":\"chat.completion\",\"created\":1763000000,\
         \"model\":\"gpt-5.1-mini-2025-11-13\",\"choices\":[{choices}],\"usage\":{USAGE},\"service_tier\":\"default\",\
         \"system_fingerprint\":\"fp_b1d4c8a2e0\"}}"
    )
}

fn function(name: &str, arguments: &str) -> String {
    format!(r#"{{"name":"{name}","arguments":{}}}"#, quoted(arguments))
}

const PARAMETERS: &str = r#"{"type":"object","properties":{"instrument":{"type":"string"},"round":{"type":"integer"},"depth":{"type":"integer"}},"required":["instrument"]}"#;

/// A request with a conversation of 200 messages: text, pictures, tool calls and their answers.
pub(crate) fn request() -> String {
    let mut messages = vec![text_message(
        "system",
        "You are the desk's assistant. Be brief, and quote prices with their time.",
    )];
    messages.extend((0..199).map(message));
    format!(
        r#"{{"model":"text-prime","messages":[{}],"temperature":0.2,"max_completion_tokens":800,"tools":[{{"type":"function","function":{{"name":"get_order_book","description":"Bids and asks of a round.","parameters":{PARAMETERS}}}}}],"tool_choice":"auto"}}"#,
        messages.join(",")
    )
}

fn text_message(role: &str, text: &str) -> String {
    format!(r#"{{"role":"{role}","content":{}}}"#, quoted(text))
}

fn message(turn: u32) -> String {
    match turn % 5 {
        0 => text_message(
            "user",
            &format!("What did \"text-prime\" clear at in round {turn}?\nAnd the round before?"),
        ),
        1 => {
            let function = function(
                "get_order_book",
                &format!(r#"{{"instrument":"text-prime","round":{turn}}}"#),
            );
            format!(
                r#"{{"role":"assistant","content":null,"tool_calls":[{{"id":"call_{turn}","type":"function","function":{function}}}]}}"#
            )
        }
        2 => {
            let answer = quoted(&format!(r#"{{"round":{turn},"price":0.4{turn}}}"#));
            format!(
                r#"{{"role":"tool","tool_call_id":"call_{}","content":{answer}}}"#,
                turn - 1
            )
        }
        3 => {
            let text = format!(
                "It cleared at 0.4{turn} dollars for a million tokens; the round before it was a little cheaper."
            );
            text_message("assistant", &text)
        }
        _ => format!(
            r#"{{"role":"user","content":[{{"type":"text","text":"And what does this chart of round {turn} say?"}},{{"type":"image_url","image_url":{{"url":"https://example.com/charts/{turn}.png","detail":"low"}}}}]}}"#
        ),
    }
}
