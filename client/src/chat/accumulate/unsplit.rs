//! A whole completion as the one event that would bring all of it.

use grid_api::chat::{
    AudioDelta, ChatCompletion, ChatCompletionChunk, Choice, ChunkChoice, Delta, FunctionCallDelta,
    ResponseAudio, ResponseMessage, ToolCall, ToolCallDelta,
};

/// For servers that answer whole where a stream was asked for.
pub(in crate::chat) fn chunk_of(whole: &ChatCompletion) -> ChatCompletionChunk {
    let mut chunk = ChatCompletionChunk::new(whole.choices.iter().map(choice));
    chunk.id.clone_from(&whole.id);
    chunk.object = whole
        .object
        .is_some()
        .then(|| "chat.completion.chunk".to_owned());
    chunk.created = whole.created;
    chunk.model.clone_from(&whole.model);
    chunk
        .system_fingerprint
        .clone_from(&whole.system_fingerprint);
    chunk.service_tier.clone_from(&whole.service_tier);
    chunk.usage.clone_from(&whole.usage);
    chunk.provider.clone_from(&whole.provider);
    chunk.extra.clone_from(&whole.extra);
    chunk
}

fn choice(choice: &Choice) -> ChunkChoice {
    let mut piece = ChunkChoice::new(delta(&choice.message));
    piece.index = choice.index;
    piece.logprobs.clone_from(&choice.logprobs);
    piece.finish_reason.clone_from(&choice.finish_reason);
    piece
        .native_finish_reason
        .clone_from(&choice.native_finish_reason);
    piece.extra.clone_from(&choice.extra);
    piece
}

fn delta(message: &ResponseMessage) -> Delta {
    let mut delta = Delta::new();
    delta.role.clone_from(&message.role);
    delta.content.clone_from(&message.content);
    delta
        .reasoning_content
        .clone_from(&message.reasoning_content);
    delta.reasoning.clone_from(&message.reasoning);
    delta.refusal.clone_from(&message.refusal);
    delta
        .reasoning_details
        .clone_from(&message.reasoning_details);
    delta.tool_calls = message.tool_calls.as_ref().map(|calls| {
        (0..)
            .zip(calls)
            .map(|(index, call)| tool_call(index, call))
            .collect()
    });
    delta.audio = message.audio.as_ref().map(audio);
    delta.extra.clone_from(&message.extra);
    delta
}

fn tool_call(index: i64, call: &ToolCall) -> ToolCallDelta {
    let mut function = FunctionCallDelta::new()
        .name(&call.function.name)
        .arguments(&call.function.arguments);
    function.extra.clone_from(&call.function.extra);
    let mut piece = ToolCallDelta::new()
        .index(index)
        .id(&call.id)
        .function(function);
    piece.r#type.clone_from(&call.r#type);
    piece.extra.clone_from(&call.extra);
    piece
}

fn audio(audio: &ResponseAudio) -> AudioDelta {
    let mut piece = AudioDelta::new();
    piece.id.clone_from(&audio.id);
    piece.data.clone_from(&audio.data);
    piece.transcript.clone_from(&audio.transcript);
    piece.expires_at = audio.expires_at;
    piece.extra.clone_from(&audio.extra);
    piece
}
