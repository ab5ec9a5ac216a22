//! Real documents: which of them pass, and why the others do not.

use std::path::Path;

use super::{deserializes, problems_of};
use crate::problem::Source;
use crate::read;

/// What some problem of each document says; nothing where the document passes.
const CORPUS: [(&str, &str); 30] = [
    ("airflow.json", ""),
    ("circleci.json", ""),
    ("github-sample.json", ""),
    ("k8s-batch-v1.json", ""),
    ("keycloak.json", ""),
    ("nordigen.json", ""),
    ("oai-api-with-examples.json", ""),
    ("oai-callback-example.json", ""),
    ("oai-link-example.json", ""),
    ("oai-petstore-expanded.json", ""),
    ("oai-petstore.json", ""),
    (
        "openai-2023.json",
        r#"the default "inf" is not of type integer"#,
    ),
    ("oxide-buildomat.json", ""),
    ("oxide-cli-gen.json", ""),
    ("oxide-keeper.json", ""),
    ("oxide-param-collision.json", ""),
    ("oxide-param-overrides.json", ""),
    ("oxide-propolis-server.json", ""),
    ("pagerduty-events.json", ""),
    ("removebg.json", ""),
    ("shotstack.json", ""),
    ("slack.json", ""),
    ("spotify.yaml", ""),
    ("stripe.json", r#"the style "deepObject" is not supported"#),
    ("svix.json", "the operationId `v1.health.get` is taken"),
    ("trello.json", ""),
    ("twilio-messaging-v1.json", ""),
    ("typesense.yaml", ""),
    ("upbank.json", ""),
    ("xero-projects.yaml", ""),
];

#[test]
fn the_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !corpus.is_dir() {
        println!("SKIPPED: the corpus is not at ../shared/corpus");
        return;
    }
    for (name, expected) in CORPUS {
        let text = std::fs::read_to_string(corpus.join(name)).unwrap();
        let start = std::time::Instant::now();
        let source = Source { name, text: &text };
        let document = read::document(source).unwrap_or_else(|problems| panic!("{}", problems[0]));
        let read = start.elapsed();
        let problems = problems_of(&document, name);
        let all = start.elapsed();
        println!(
            "{name}: {} problems (read {read:.1?}, with check {all:.1?})",
            problems.len()
        );
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        for problem in said.iter().take(6) {
            println!("    {}", problem.replace('\n', "\n    "));
        }
        if expected.is_empty() {
            assert_eq!(said, Vec::<String>::new(), "{name}");
            assert!(deserializes(&document), "{name}");
        } else {
            assert!(
                said.iter().any(|problem| problem.contains(expected)),
                "{name}"
            );
        }
    }
}
