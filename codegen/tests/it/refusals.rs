//! Documents and overlays that do not fit each other, or that are no documents: refused, with the place and what to do.

use grid_codegen::Problem;
use grid_codegen::problem::Place;
use serde_json::{Value, json};

use crate::fixtures;
use crate::grid::Grid;

fn refused(change: impl FnOnce(&mut Value)) -> Vec<Problem> {
    Grid::read()
        .generate_with(change)
        .expect_err("the document is generated")
}

/// The vendor adds the answer 402 that the overlay adds.
fn with_402(reference: &str) -> Vec<Problem> {
    refused(|document| {
        document["paths"]["/chat/completions"]["post"]["responses"]["402"] = json!({
            "description": "The balance is empty.",
            "content": {"application/json": {"schema": {"$ref": reference}}},
        });
    })
}

fn about_402(problems: &[Problem]) -> &Problem {
    let places = problems.iter().filter(|problem| match &problem.place {
        Place::Action {
            pointer: Some(pointer),
            ..
        } => pointer.starts_with("/paths/~1chat~1completions/post/responses/402/content"),
        _ => false,
    });
    let found: Vec<&Problem> = places.collect();
    assert_eq!(found.len(), 1, "{}", fixtures::said(problems));
    found[0]
}

#[test]
fn a_correction_that_the_document_makes_itself() {
    let problems = with_402("#/components/schemas/ErrorResponse");
    let problem = about_402(&problems);
    assert_eq!(problem.file, "spec/overlays/01-corrections.yaml");
    assert!(
        matches!(&problem.place, Place::Action { number: 3, target, .. } if target == "$.paths['/chat/completions'].post.responses")
    );
    let said = problem.to_string();
    assert!(
        said.contains("#/components/schemas/ErrorResponse") && said.contains("delete"),
        "{said}"
    );
}

#[test]
fn a_correction_that_the_document_makes_differently() {
    let problems = with_402("#/components/schemas/BalanceError");
    let problem = about_402(&problems);
    assert_eq!(problem.file, "spec/overlays/01-corrections.yaml");
    let said = problem.to_string();
    assert!(
        said.contains("#/components/schemas/ErrorResponse"),
        "{said}"
    );
    assert!(said.contains("#/components/schemas/BalanceError"), "{said}");
}

#[test]
fn an_overlay_whose_target_is_gone() {
    let problems = refused(|document| {
        let schema = &mut document["components"]["schemas"]["ChatCompletionsRequest"];
        schema["properties"]
            .as_object_mut()
            .unwrap()
            .shift_remove("stop");
    });
    let stop = "$.components.schemas.ChatCompletionsRequest.properties.stop";
    let is_it = |p: &&Problem| matches!(&p.place, Place::Action { target, .. } if target == stop);
    let files: Vec<&str> = problems
        .iter()
        .filter(is_it)
        .map(|problem| problem.file.as_str())
        .collect();
    assert!(
        files.contains(&"spec/overlays/02-names.yaml"),
        "{}",
        fixtures::said(&problems)
    );
    assert!(
        problems
            .iter()
            .all(|problem| problem.file.starts_with("spec/overlays/"))
    );
}

#[test]
fn an_overlay_that_describes_a_field_that_is_gone() {
    let problems = refused(|document| {
        let schema = &mut document["components"]["schemas"]["ChatCompletionAssistantMessageParam"];
        schema["properties"]
            .as_object_mut()
            .unwrap()
            .shift_remove("name");
    });
    let said = fixtures::said(&problems);
    let placed = problems
        .iter()
        .all(|problem| problem.file == "spec/overlays/06-docs.yaml" && problem.position.is_some());
    assert!(placed && said.contains(": action "), "{said}");
    assert!(
        said.contains("at /components/schemas/ChatCompletionAssistantMessageParam/properties/name"),
        "{said}"
    );
}

#[test]
fn a_document_that_is_cut_off() {
    let grid = Grid::read();
    let ends =
        (0..grid.document.len()).filter(|at| at % 997 == 0 && grid.document.is_char_boundary(*at));
    for end in ends.chain([1, grid.document.len() - 1]) {
        let problems = grid
            .generate_text(&grid.document[..end])
            .expect_err("half a document is generated");
        let placed = problems
            .iter()
            .all(|problem| matches!(problem.position, Some((1.., 1..))));
        assert!(placed, "at {end}:\n{}", fixtures::said(&problems));
    }
}

#[test]
fn a_reference_to_nothing() {
    let problems = refused(|document| {
        let items = &mut document["components"]["schemas"]["ChatCompletionsRequest"]["properties"]
            ["tools"]["items"];
        assert!(items.get("$ref").is_some());
        *items = json!({"$ref": "#/components/schemas/Nowhere"});
    });
    let said = fixtures::said(&problems);
    assert!(
        said.contains("/components/schemas/ChatCompletionsRequest/properties/tools/items/$ref"),
        "{said}"
    );
    assert!(said.contains("#/components/schemas/Nowhere"), "{said}");
}

/// What would panic or fail in the crate that is generated is refused in the document.
#[test]
fn what_http_cannot_carry() {
    let document = |change: &dyn Fn(&mut Value)| {
        let mut value = json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {
                "operationId": "a",
                "parameters": [{"name": "X-Fine", "in": "header", "schema": {"type": "string"}}],
                "responses": {"200": {"description": "d", "content": {"text/plain": {}}}},
            }}},
            "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
        });
        change(&mut value);
        fixtures::generate("input.json", &value.to_string(), &[], "refused", false)
    };
    assert!(document(&|_| {}).is_ok());
    let refused = |change: &dyn Fn(&mut Value), pointer: &str| {
        let problems = document(change).expect_err(pointer);
        assert!(
            problems
                .iter()
                .any(|p| p.place == Place::Pointer(pointer.to_owned())),
            "{}",
            fixtures::said(&problems)
        );
    };
    let get = |value: &mut Value, name: &str, to: Value| value["paths"]["/a"]["get"][name] = to;
    refused(
        &|value| value["paths"]["/a"]["get"]["parameters"][0]["name"] = json!("X Fine"),
        "/paths/~1a/get/parameters/0/name",
    );
    refused(
        &|value| {
            value["components"]["securitySchemes"]["key"]["name"] = json!("X-Key\r\nX-Other: 1");
        },
        "/components/securitySchemes/key/name",
    );
    refused(
        &|value| {
            get(
                value,
                "responses",
                json!({"200": {"description": "d", "content": {"text/é": {}}}}),
            );
        },
        "/paths/~1a/get/responses/200/content/text~1é",
    );
    refused(
        &|value| get(value, "operationId", json!("a".repeat(300))),
        "/paths/~1a/get",
    );
    refused(
        &|value| get(value, "tags", json!(["t".repeat(300)])),
        "/paths/~1a/get",
    );
    refused(
        &|value| {
            let item = value["paths"]["/a"].clone();
            value["paths"] = json!({"/a b": item});
        },
        "/paths/~1a b/get",
    );
}

#[test]
fn a_list_of_itself() {
    let text =
        std::fs::read_to_string(fixtures::root().join("regressions/list-of-itself.json")).unwrap();
    let problems = fixtures::generate("input.json", &text, &[], "refused", false)
        .expect_err("an alias without an end is generated");
    let places: Vec<&Place> = problems.iter().map(|problem| &problem.place).collect();
    let at = |name: &str| Place::Pointer(format!("/components/schemas/{name}"));
    assert_eq!(places, [&at("Things"), &at("Maps")]);
}

/// What a document says and the crate does not is told.
#[test]
fn what_is_left_out_is_noted() {
    let text = r##"
openapi: 3.0.3
info: {title: n, version: "1"}
paths:
  /a:
    post:
      operationId: a
      parameters: [{name: x, in: query, allowReserved: true, schema: {type: string}}]
      requestBody: {content: {application/x-ndjson: {schema: {$ref: "#/components/schemas/Pet"}}}}
      responses: {"200": {description: d, links: {a: {operationRef: b}}, content: {application/xml: {schema: {$ref: "#/components/schemas/Pet"}}}}}
components:
  schemas:
    Pet: {type: object, required: [t], properties: {t: {type: string}}, discriminator: {propertyName: t}}
    Cat: {allOf: [{$ref: "#/components/schemas/Pet"}, {type: object, properties: {m: {type: string}}}]}
"##;
    let generated = fixtures::generate("n.yaml", text, &[], "n", false);
    let generated = generated.unwrap_or_else(|problems| panic!("{}", fixtures::said(&problems)));
    let noted: Vec<&str> = generated
        .notes
        .iter()
        .map(|note| note.pointer.as_str())
        .collect();
    for pointer in [
        "/components/schemas/Pet/discriminator",
        "/paths/~1a/post/parameters/0/allowReserved",
        "/paths/~1a/post/requestBody/content/application~1x-ndjson/schema",
        "/paths/~1a/post/responses/200/links",
        "/paths/~1a/post/responses/200/content/application~1xml/schema",
    ] {
        assert!(noted.contains(&pointer), "{pointer}: {noted:?}");
    }
    let unquoted = text.replace("\"1\"", "1.0");
    let problems = fixtures::generate("n.yaml", &unquoted, &[], "n", false).unwrap_err();
    assert_eq!(
        fixtures::said(&problems).trim(),
        "n.yaml:3:18: /info/version: `version` is a text, and this is 1.0\n  help: put it in quotes"
    );
}
