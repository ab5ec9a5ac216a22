//! `regen --update FILE`: the vendor's new document in the place of the old one.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use super::digest;
use crate::compare::{Owner, Wanted};
use crate::inputs::{self, Input, Inputs};
use crate::pipeline;
use crate::refusal::Refusal;
use crate::workspace::{DOCUMENT, README, Workspace};

/// What a new document makes of the inputs. Nothing of it is on the disk yet.
pub(super) struct Update {
    /// To generate from.
    pub(super) inputs: Inputs,
    /// To write beside the generated files.
    pub(super) files: Vec<Wanted>,
    /// To tell.
    pub(super) remarks: String,
}

/// Reads the new document: JSON and a page's fenced JSON are kept byte for byte, YAML becomes JSON.
pub(super) fn update(workspace: &Workspace, file: &Path) -> anyhow::Result<Update> {
    let shown = file.display().to_string();
    let given = inputs::read(file, shown.clone())?;
    let (text, form) = stored(&given)?;
    let old = fs::read_to_string(workspace.join(DOCUMENT)).unwrap_or_default();
    let readme =
        fs::read_to_string(workspace.join(README)).with_context(|| format!("reading {README}"))?;
    let stated = digest::replaced(&readme, &digest::of(&old), &digest::of(&text));
    let stated = stated.map_err(Refusal::one)?;
    let remarks = if text == old {
        format!("{DOCUMENT}: {shown} is already this document\n")
    } else {
        format!(
            "{DOCUMENT}: replaced by {shown} ({form}); sha256 {}\n",
            digest::of(&text)
        )
    };
    let at = |name: &str, text: &str| Wanted {
        path: workspace.join(name),
        shown: name.to_owned(),
        text: text.to_owned(),
        owner: Owner::Place,
    };
    Ok(Update {
        files: vec![at(DOCUMENT, &text), at(README, &stated)],
        inputs: Inputs {
            document: Input { name: shown, text },
            overlays: inputs::overlays(workspace)?,
        },
        remarks,
    })
}

/// The text to keep, and what was done to get it.
fn stored(given: &Input) -> Result<(String, &'static str), Refusal> {
    let value = pipeline::value(given)?;
    let text = &given.text;
    if text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('{')
    {
        return Ok((text.clone(), "JSON, byte for byte"));
    }
    if let Some(json) = pipeline::fenced_json(text) {
        return Ok((json.to_owned(), "the page's fenced JSON, byte for byte"));
    }
    Ok((format!("{value:#}\n"), "YAML, converted to JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> (String, &'static str) {
        let name = "new".to_owned();
        let text = text.to_owned();
        stored(&Input { name, text }).unwrap()
    }

    #[test]
    fn json_and_pages_are_kept_byte_for_byte() {
        let json = "{ \"b\": 1.0,\n\"a\": \"\\u00e9\" }";
        assert_eq!(kept(json), (json.to_owned(), "JSON, byte for byte"));
        let page = format!("# A\n\n````json\n{json}\n````\n");
        assert_eq!(kept(&page).0, json);
    }

    #[test]
    fn yaml_is_converted() {
        assert_eq!(
            kept("b: 1\na: [x]\n"),
            (
                "{\n  \"b\": 1,\n  \"a\": [\n    \"x\"\n  ]\n}\n".to_owned(),
                "YAML, converted to JSON"
            )
        );
    }

    #[test]
    fn broken_text_is_refused_with_its_place() {
        let name = "new.json".to_owned();
        let text = "{\"a\":\n}".to_owned();
        let refusal = stored(&Input { name, text }).unwrap_err().to_string();
        assert!(refusal.contains("new.json:2:1"), "{refusal}");
    }
}
