//! A small workspace in a temporary directory, and what the program says there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use tempfile::TempDir;

/// A document with a type, an operation, a limit and a default.
pub(crate) const DOCUMENT: &str = r##"{
  "openapi": "3.0.3",
  "info": {"title": "Shelf", "version": "1.0.0"},
  "servers": [{"url": "https://shelf.example/v1"}],
  "paths": {
    "/books": {
      "post": {
        "operationId": "addBook",
        "summary": "Adds a book",
        "requestBody": {
          "required": true,
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}}
        },
        "responses": {
          "200": {
            "description": "The book as it was kept",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}}
          }
        }
      }
    }
  },
  "components": {
    "schemas": {
      "Book": {
        "type": "object",
        "required": ["title"],
        "properties": {
          "title": {"type": "string"},
          "pages": {"type": "integer", "minimum": 1, "maximum": 9000, "default": 100}
        }
      }
    }
  }
}
"##;

const OVERLAY: &str = r"overlay: 1.0.0
info: {title: Docs, version: 1.0.0}
actions:
  - target: $.components.schemas.Book.properties.title
    description: The document does not say what it is.
    x-source: our own reading
    update:
      description: What stands on the cover.
";

/// A workspace with a document, an overlay and nothing generated yet.
pub(crate) struct Small {
    dir: TempDir,
}

/// What a run of the program left.
pub(crate) struct Ended {
    /// Its exit code.
    pub(crate) code: Option<i32>,
    /// What it printed.
    pub(crate) out: String,
    /// What it complained of.
    pub(crate) err: String,
}

impl Small {
    pub(crate) fn new() -> Self {
        let small = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        small.write("spec/grid.json", DOCUMENT);
        small.write("spec/overlays/01-docs.yaml", OVERLAY);
        small.write(
            "spec/README.md",
            &format!("# Documents\n\nsha256: {}\n", "0".repeat(64)),
        );
        small.write("generated/Cargo.toml", "[package]\nname = \"shelf\"\n");
        small
    }

    /// A workspace whose files are generated and fresh.
    pub(crate) fn fresh() -> Self {
        let small = Self::new();
        let ended = small.run(&["regen"]);
        assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
        small
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn replace(&self, name: &str, old: &str, new: &str) {
        let text = self.read(name);
        assert!(text.contains(old), "{name} does not hold {old}");
        self.write(name, &text.replacen(old, new, 1));
    }

    pub(crate) fn delete(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap();
    }

    /// The program's arguments, run in the workspace's directory.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("--root")
            .arg(self.dir.path())
            .args(arguments)
            .current_dir(self.dir.path())
            .output()
            .unwrap();
        Ended::from(output)
    }

    /// Every file with its bytes and the time of its last change.
    pub(crate) fn all(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut all = BTreeMap::new();
        collect(self.dir.path(), &mut all);
        all
    }

    /// Every file with its bytes, as paths below a directory.
    pub(crate) fn bytes(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = BTreeMap::new();
        let dir = self.path(name);
        collect(&dir, &mut all);
        let relative = |path: PathBuf| path.strip_prefix(&dir).unwrap().to_owned();
        all.into_iter()
            .map(|(path, (bytes, _))| (relative(path), bytes))
            .collect()
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn collect(dir: &Path, all: &mut BTreeMap<PathBuf, (Vec<u8>, SystemTime)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, all);
        } else {
            let changed = fs::metadata(&path).unwrap().modified().unwrap();
            all.insert(path.clone(), (fs::read(&path).unwrap(), changed));
        }
    }
}
