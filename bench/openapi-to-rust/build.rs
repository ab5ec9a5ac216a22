//! Generates the client, as the generator's own command does.

use std::error::Error;
use std::path::Path;

use openapi_to_rust::streaming::{StreamingConfig, StreamingEndpoint};
use openapi_to_rust::{CodeGenerator, GeneratorConfig, SchemaAnalyzer};

/// Where the document is, seen from here.
const DOCUMENT: &str = "../../../spec/effective.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={DOCUMENT}");
    let document = std::fs::read_to_string(DOCUMENT)?;
    let mut analysis = SchemaAnalyzer::new(serde_json::from_str(&document)?)?.analyze()?;
    let streaming = StreamingConfig {
        endpoints: vec![StreamingEndpoint {
            operation_id: "createChatCompletion".to_owned(),
            path: "chat/completions".to_owned(),
            stream_parameter: "stream".to_owned(),
            event_union_type: "ChatCompletionChunk".to_owned(),
            ..StreamingEndpoint::default()
        }],
        ..StreamingConfig::default()
    };
    let generator = CodeGenerator::new(GeneratorConfig {
        spec_path: DOCUMENT.into(),
        // A module's files cannot be included from elsewhere: they begin with inner attributes.
        output_dir: Path::new("src").join("api"),
        enable_async_client: false,
        streaming_config: Some(streaming),
        ..GeneratorConfig::default()
    });
    generator.write_files(&generator.generate_all(&mut analysis)?)?;
    Ok(())
}
