/// Adds a header, the items of a list and the members of an object behind each other.
pub(crate) fn header(headers: &mut http::HeaderMap, name: &'static str, value: &impl Serialize) -> Result<(), EncodeError> {
    let texts: Vec<String> = pieces(value)?.into_iter().flat_map(|(name, text)| name.into_iter().chain([text])).collect();
    if !texts.is_empty() {
        let value = http::HeaderValue::from_str(&texts.join(",")).map_err(EncodeError::new)?;
        headers.insert(http::HeaderName::from_static(name), value);
    }
    Ok(())
}
