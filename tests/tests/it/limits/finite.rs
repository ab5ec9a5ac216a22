//! Numbers that JSON does not have.

use grid_api::chat::{
    ChatCompletionsRequest, PercentileThresholds, Price, ProviderPreferences, UserMessage,
};
use grid_api::messages::{InputMessage, MessagesRequest};
use grid_api::support::Violations;

use super::walk::{below, path};
use crate::document::{CHAT, MESSAGES, Surface};

/// Where the request holds a number that need not be whole.
fn numbers(surface: &Surface) -> Vec<String> {
    let mut all = Vec::new();
    below(
        surface,
        surface.request(),
        &mut Vec::new(),
        &mut Vec::new(),
        &mut |schema, steps| {
            if schema["type"] == "number" {
                all.push(path(steps));
            }
        },
    );
    all.sort();
    all.dedup();
    all
}

const NOT_FINITE: [f64; 3] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];

#[test]
fn chat_numbers_are_finite() {
    let request = || ChatCompletionsRequest::new([UserMessage::new("Hi")]);
    let price = |price: Price| request().provider(ProviderPreferences::new().max_price(price));
    let least = |least: PercentileThresholds| {
        request().provider(ProviderPreferences::new().preferred_min_throughput(least))
    };
    let most = |most: PercentileThresholds| {
        request().provider(ProviderPreferences::new().preferred_max_latency(most))
    };
    let p = PercentileThresholds::new;
    for value in NOT_FINITE {
        let all = vec![
            ("temperature", request().temperature(value)),
            ("top_p", request().top_p(value)),
            ("frequency_penalty", request().frequency_penalty(value)),
            ("presence_penalty", request().presence_penalty(value)),
            (
                "provider.max_price.prompt",
                price(Price::new().prompt(value)),
            ),
            (
                "provider.max_price.completion",
                price(Price::new().completion(value)),
            ),
            (
                "provider.max_price.request",
                price(Price::new().request(value)),
            ),
            ("provider.max_price.image", price(Price::new().image(value))),
            ("provider.max_price.audio", price(Price::new().audio(value))),
            (
                "provider.preferred_min_throughput",
                request().provider(ProviderPreferences::new().preferred_min_throughput(value)),
            ),
            (
                "provider.preferred_min_throughput.p50",
                least(p().p50(value)),
            ),
            (
                "provider.preferred_min_throughput.p75",
                least(p().p75(value)),
            ),
            (
                "provider.preferred_min_throughput.p90",
                least(p().p90(value)),
            ),
            (
                "provider.preferred_min_throughput.p99",
                least(p().p99(value)),
            ),
            (
                "provider.preferred_max_latency",
                request().provider(ProviderPreferences::new().preferred_max_latency(value)),
            ),
            ("provider.preferred_max_latency.p50", most(p().p50(value))),
            ("provider.preferred_max_latency.p75", most(p().p75(value))),
            ("provider.preferred_max_latency.p90", most(p().p90(value))),
            ("provider.preferred_max_latency.p99", most(p().p99(value))),
        ];
        let mut tested: Vec<&str> = all.iter().map(|(path, _)| *path).collect();
        tested.sort_unstable();
        assert_eq!(tested, numbers(&CHAT));
        for (path, request) in all {
            one_not_finite(path, value, request.validate());
        }
    }
}

#[test]
fn messages_numbers_are_finite() {
    let request = || MessagesRequest::new("m", 1, [InputMessage::new("user", "Hi")]);
    for value in NOT_FINITE {
        let all = [
            ("temperature", request().temperature(value)),
            ("top_p", request().top_p(value)),
        ];
        assert_eq!(
            all.clone().map(|(path, _)| path.to_owned()).to_vec(),
            numbers(&MESSAGES)
        );
        for (path, request) in all {
            one_not_finite(path, value, request.validate());
        }
    }
}

/// One violation, of the value being no number; a bound that an infinity also breaks is not a second one.
fn one_not_finite(path: &str, value: f64, answer: Result<(), Violations>) {
    let violations = answer.expect_err(path);
    let [violation] = violations.as_slice() else {
        panic!("{path}: {value} gives {violations}")
    };
    assert_eq!(violation.path, path);
    assert_eq!(violation.limit, "a finite number");
    assert_eq!(violation.found, value.to_string());
}
