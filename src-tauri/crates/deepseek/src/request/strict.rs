//! The rules for the schemas of strict tools (tools page of August 2026), found broken before the server does.

use serde_json::Value;

/// What the server does not support in them.
const UNSUPPORTED: [&str; 4] = ["minLength", "maxLength", "minItems", "maxItems"];

/// The first rule that a schema breaks, in words.
pub(super) fn check(schema: &Value) -> Result<(), String> {
    match schema {
        Value::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str);
            let properties = fields.get("properties").and_then(Value::as_object);
            if text("type") == Some("object") || properties.is_some() {
                if fields.get("additionalProperties") != Some(&Value::Bool(false)) {
                    return Err("an object of a strict tool lacks additionalProperties: false".to_owned());
                }
                let required = fields.get("required").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                for name in properties.into_iter().flat_map(|properties| properties.keys()) {
                    if !required.iter().any(|known| known.as_str() == Some(name)) {
                        return Err("a property of a strict tool is not required".to_owned());
                    }
                }
            }
            if let Some(word) = UNSUPPORTED.iter().find(|word| fields.get(**word).is_some_and(Value::is_number)) {
                return Err(format!("a strict tool may not use {word}"));
            }
            fields.values().try_for_each(check)
        }
        Value::Array(items) => items.iter().try_for_each(check),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn schemas_that_the_server_would_refuse_are_told() {
        let object = |properties: Value, required: Value| json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false});
        let good = object(json!({"minLength": {"type": "string", "pattern": "a"}}), json!(["minLength"]));
        assert_eq!(check(&good), Ok(()), "a property may have the name of a rule");
        let bad = [
            (json!({"type": "object", "properties": {}}), "additionalProperties"),
            (object(json!({"a": {"type": "string"}}), json!([])), "not required"),
            (object(json!({"a": {"type": "string", "minLength": 1}}), json!(["a"])), "minLength"),
            (object(json!({"a": {"anyOf": [{"type": "object"}]}}), json!(["a"])), "additionalProperties"),
            (
                object(json!({"a": {"type": "array", "items": {"type": "string"}, "maxItems": 3}}), json!(["a"])),
                "maxItems",
            ),
        ];
        for (schema, words) in bad {
            assert!(check(&schema).unwrap_err().contains(words), "{schema}");
        }
    }
}
