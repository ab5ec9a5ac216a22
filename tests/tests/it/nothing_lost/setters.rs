//! Setters set the field that they are named after.

use super::code::Code;

#[test]
fn a_setter_sets_its_own_field() {
    let code = Code::read();
    let mut count = 0;
    for method in code
        .methods
        .iter()
        .filter(|method| method.assigns.is_some())
    {
        if !method.of.starts_with("chat::") && !method.of.starts_with("messages::") {
            continue;
        }
        assert_eq!(method.assigns.as_ref(), Some(&method.name), "{}", method.of);
        count += 1;
    }
    assert!(count > 200, "only {count} setters");
}
