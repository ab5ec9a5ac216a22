/// Adds a header.
pub(crate) fn header(headers: &mut http::HeaderMap, name: &'static str, value: &impl Serialize) -> Result<(), EncodeError> {
    let texts = texts(value)?;
    if !texts.is_empty() {
        let value = http::HeaderValue::from_str(&texts.join(",")).map_err(EncodeError::new)?;
        headers.insert(http::HeaderName::from_static(name), value);
    }
    Ok(())
}
