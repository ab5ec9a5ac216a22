//! The command line, and the commands that other packages carry out.

use crate::small::Small;

#[test]
fn the_help_tells_of_every_command() {
    let ended = Small::new().run(&["--help"]);
    assert_eq!(ended.code, Some(0));
    for command in ["regen", "demo", "test", "conformance", "bench", "soak"] {
        assert!(
            ended.out.contains(&format!("  {command} ")),
            "{command}: {}",
            ended.out
        );
    }
}

#[test]
fn wrong_arguments_are_broken_not_stale() {
    let small = Small::new();
    for arguments in [
        &["regen", "--chek"][..],
        &["regen", "--spec", "spec/grid.json"],
        &["regen", "--check", "--update", "spec/grid.json"],
        &["regen", "--update", "absent.json"],
        &["regn"],
        &[],
    ] {
        let ended = small.run(arguments);
        assert_eq!(ended.code, Some(1), "{arguments:?}: {}", ended.out);
        assert_ne!(ended.err, "", "{arguments:?}");
    }
}

#[test]
fn exit_codes_are_handed_on() {
    let small = Small::new();
    let ended = small.run(&["test"]);
    assert_eq!(
        ended.code,
        Some(101),
        "there is no manifest: cargo says so\n{}",
        ended.err
    );
    assert!(ended.err.contains("Cargo.toml"), "{}", ended.err);
}

#[test]
fn the_demo_first_says_whether_the_code_is_fresh() {
    let small = Small::new();
    assert!(
        small
            .run(&["demo"])
            .out
            .starts_with("generated code: STALE")
    );
    assert_eq!(small.run(&["regen"]).code, Some(0));
    assert!(
        small
            .run(&["demo"])
            .out
            .starts_with("generated code: fresh (")
    );
    small.write("spec/grid.json", "{");
    assert!(
        small
            .run(&["demo"])
            .out
            .starts_with("generated code: BROKEN INPUT")
    );
}
