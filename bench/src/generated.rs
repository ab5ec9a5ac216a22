//! What the generated types cost: to compile, to decode, to encode.

use std::hint::black_box;

use async_openai::types::chat as theirs;
use grid_api::chat as ours;
use grid_api::support::decode_json;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::row::{Row, Target};
use crate::series::{Side, in_turns};
use crate::suite::{Effort, Report};
use crate::{bodies, cpu, generator_process};

const PEER: &str = "async-openai 0.43";

pub(crate) fn run(effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    let small = bodies::small_completion();
    let large = bodies::large_completion();
    let request = bodies::request();
    body::<ours::ChatCompletion, theirs::CreateChatCompletionResponse>(
        effort,
        report,
        "completion",
        &small,
    )?;
    body::<ours::ChatCompletion, theirs::CreateChatCompletionResponse>(
        effort,
        report,
        "completion",
        &large,
    )?;
    body::<ours::ChatCompletionsRequest, theirs::CreateChatCompletionRequest>(
        effort,
        report,
        "request, 200 messages",
        &request,
    )?;
    generator_process::run("check", effort, report)
}

/// Decode and encode of one text, by one function of one `serde_json` for both.
fn body<O: DeserializeOwned + Serialize + 'static, T: DeserializeOwned + Serialize + 'static>(
    effort: Effort,
    report: &mut Report,
    name: &str,
    text: &str,
) -> anyhow::Result<()> {
    // Enough for the clock.
    let times = 400_000 / text.len() + 1;
    let [decode, their_decode] = in_turns(
        effort.rounds(),
        [decoding::<O>(text, times), decoding::<T>(text, times)],
    )?;
    let [encode, their_encode] = in_turns(
        effort.rounds(),
        [encoding::<O>(text, times)?, encoding::<T>(text, times)?],
    )?;
    let name = format!(
        "{:.1} kB {name}",
        f64::from(u32::try_from(text.len())?) / 1000.0
    );
    report.add(Row::versus(
        "generated",
        format!("decode {name}"),
        "ns",
        &decode,
        (PEER, &their_decode),
        Target::Ratio(1.0),
    ));
    report.add(Row::versus(
        "generated",
        format!("encode {name}"),
        "ns",
        &encode,
        (PEER, &their_encode),
        Target::Ratio(1.0),
    ));
    Ok(())
}

fn decoding<T: DeserializeOwned>(text: &str, times: usize) -> Side<'_> {
    Box::new(move || {
        let (ns, read) = cpu::thread_ns_of(|| {
            (0..times).try_for_each(|_| {
                decode_json::<T>(black_box(text.as_bytes())).map(|value| drop(black_box(value)))
            })
        })?;
        read?;
        each(ns, times)
    })
}

fn encoding<T: DeserializeOwned + Serialize + 'static>(
    text: &str,
    times: usize,
) -> anyhow::Result<Side<'static>> {
    let value: T = decode_json(text.as_bytes())?;
    Ok(Box::new(move || {
        let (ns, written) = cpu::thread_ns_of(|| {
            (0..times).try_for_each(|_| {
                serde_json::to_vec(black_box(&value)).map(|bytes| drop(black_box(bytes)))
            })
        })?;
        written?;
        each(ns, times)
    }))
}

fn each(ns: f64, times: usize) -> anyhow::Result<f64> {
    Ok(ns / f64::from(u32::try_from(times)?))
}
