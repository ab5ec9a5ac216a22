//! The Grid's document cut off after each of its bytes: refused, with the place.

use grid_codegen::{Source, read};

use crate::grid::Grid;

#[test]
fn a_document_cut_at_any_byte_is_refused_with_its_place() {
    let whole = Grid::read().document;
    let name = "spec/grid.json";
    let (mut refused, mut lines) = (0, 1);
    for (end, next) in whole.char_indices() {
        let problems = read::document(Source {
            name,
            text: &whole[..end],
        })
        .expect_err("a part of the document is read");
        let [problem] = problems.as_slice() else {
            panic!("cut at {end}: {} problems", problems.len());
        };
        assert!(
            matches!(problem.position, Some((line, column)) if (1..=lines).contains(&line) && (1..=end + 1).contains(&column)),
            "cut at {end}, in line {lines}: {problem}"
        );
        refused += 1;
        lines += usize::from(next == '\n');
    }
    assert_eq!(refused, whole.chars().count());
    assert!(read::document(Source { name, text: &whole }).is_ok());
}
