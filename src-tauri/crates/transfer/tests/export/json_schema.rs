//! The published schema says what is written: checked field by field in both directions.

use crate::trees::tree;
use hadal_transfer::{FORMAT, VERSION, json};
use proptest::prelude::*;
use serde_json::Value;

const SCHEMA: &str = include_str!("../../schema/hadal.conversation.v1.json");

/// The few words of JSON Schema that ours uses. Any other is an error, so that none goes unchecked.
fn check(root: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    for (word, rule) in schema.as_object().unwrap() {
        match word.as_str() {
            "$schema" | "$id" | "title" | "description" | "$defs" | "required" => {}
            "$ref" => {
                let path = rule.as_str().unwrap().strip_prefix('#').unwrap();
                check(root, root.pointer(path).unwrap(), value, at)?;
            }
            "anyOf" => {
                let fits = rule.as_array().unwrap().iter().any(|one| check(root, one, value, at).is_ok());
                fits.then_some(()).ok_or(format!("{at}: none of anyOf"))?;
            }
            "const" => (rule == value).then_some(()).ok_or(format!("{at}: {value} is not {rule}"))?,
            "enum" => {
                rule.as_array().unwrap().contains(value).then_some(()).ok_or(format!("{at}: {value} not in {rule}"))?;
            }
            "type" => {
                let kinds = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
                kinds
                    .iter()
                    .any(|kind| is(kind.as_str().unwrap(), value))
                    .then_some(())
                    .ok_or(format!("{at}: {value}"))?;
            }
            "minimum" => {
                let fits = value.is_null() || value.as_u64().is_some_and(|n| n >= rule.as_u64().unwrap());
                fits.then_some(()).ok_or(format!("{at}: {value} below {rule}"))?;
            }
            "items" => {
                for (index, item) in value.as_array().unwrap().iter().enumerate() {
                    check(root, rule, item, &format!("{at}[{index}]"))?;
                }
            }
            "properties" => {
                let (listed, Some(fields)) = (rule.as_object().unwrap(), value.as_object()) else {
                    return Err(format!("{at}: no object"));
                };
                // Equal sets: a field that is written but not described is as wrong as the other way round.
                let (mut written, mut described): (Vec<_>, Vec<_>) = (fields.keys().collect(), listed.keys().collect());
                written.sort();
                described.sort();
                if written != described {
                    return Err(format!("{at}: written {written:?}, described {described:?}"));
                }
                for name in schema["required"].as_array().into_iter().flatten() {
                    assert!(listed.contains_key(name.as_str().unwrap()), "{at}: required {name} is not described");
                }
                for (name, field) in fields {
                    check(root, &listed[name], field, &format!("{at}.{name}"))?;
                }
            }
            other => return Err(format!("{at}: the schema word {other:?} is not known to this test")),
        }
    }
    Ok(())
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        other => panic!("unknown type {other}"),
    }
}

proptest! {
    #[test]
    fn every_export_is_what_the_schema_says(whole in tree()) {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let file: Value = serde_json::from_str(&json(&whole).unwrap()).unwrap();
        prop_assert_eq!(check(&schema, &schema, &file, "file"), Ok(()));
    }
}

#[test]
fn the_schema_is_of_the_version_that_is_written_and_describes_every_field() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert_eq!(schema["properties"]["version"]["const"], VERSION);
    assert_eq!(schema["properties"]["format"]["const"], FORMAT);
    for (kind, definition) in schema["$defs"].as_object().unwrap() {
        for (name, field) in definition["properties"].as_object().unwrap() {
            let described = field["description"].is_string() || field["$ref"].is_string() || field["anyOf"].is_array();
            assert!(described, "{kind}.{name} has no description");
        }
    }
}

#[test]
fn the_check_itself_finds_a_wrong_field() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let wrong = serde_json::json!({"format": FORMAT, "version": VERSION, "conversation": {}, "messages": []});
    assert!(check(&schema, &schema, &wrong, "file").is_err());
}
