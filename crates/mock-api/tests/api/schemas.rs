//! Values that fit the schema that is asked for.

use crate::common::http::{Connection, Response, post, question_with};
use mock_api::{MockApi, Script};
use serde_json::{Value, json};

fn ask(schema: &Value) -> Response {
    let api = MockApi::start(Script::new()).expect("there is a free port");
    let format = json!({ "type": "json_schema", "json_schema": { "name": "s", "schema": schema } });
    let body = question_with("hello", &json!({ "response_format": format }));
    Connection::open(api.address()).exchange(post(body))
}

#[test]
fn a_value_fits() {
    let text = "You said: hello";
    for (schema, value) in [
        (json!({ "type": "string" }), json!(text)),
        (json!({ "type": "string", "maxLength": 3 }), json!("You")),
        (
            json!({ "type": "string", "minLength": 17 }),
            json!("You said: hello.."),
        ),
        (
            json!({ "type": "string", "format": "date" }),
            json!("2026-01-01"),
        ),
        (json!({ "type": "integer" }), json!(1)),
        (
            json!({ "type": "integer", "minimum": -9, "maximum": -5 }),
            json!(-5),
        ),
        (
            json!({ "type": "integer", "exclusiveMinimum": 5 }),
            json!(6),
        ),
        (json!({ "type": "integer", "multipleOf": 7 }), json!(0)),
        (
            json!({ "type": "integer", "multipleOf": 7, "minimum": 1 }),
            json!(7),
        ),
        (
            json!({ "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 }),
            json!(0.5),
        ),
        (json!({ "type": "boolean" }), json!(true)),
        (json!({ "type": "null" }), json!(null)),
        (json!({ "type": ["null", "string"] }), json!(text)),
        (json!({ "enum": ["red", "green"] }), json!("red")),
        (json!({ "const": { "x": 1 } }), json!({ "x": 1 })),
        (
            json!({ "anyOf": [{ "type": "null" }, { "type": "integer" }] }),
            json!(1),
        ),
        (
            json!({ "type": "array", "items": { "type": "string" } }),
            json!([text]),
        ),
        (json!({ "type": "array", "maxItems": 0 }), json!([])),
        (
            json!({ "type": "array", "items": { "type": "integer" }, "minItems": 3, "uniqueItems": true }),
            json!([1, 2, 3]),
        ),
        (
            json!({ "type": "array", "items": { "enum": ["a", "b"] }, "minItems": 2, "uniqueItems": true }),
            json!(["a", "b"]),
        ),
        (
            json!({ "type": "array", "prefixItems": [{ "type": "integer" }, { "const": "x" }] }),
            json!([1, "x"]),
        ),
        (json!({ "type": "object" }), json!({})),
        (
            json!({ "properties": { "a": { "type": "integer" } }, "required": ["a", "b"] }),
            json!({ "a": 1, "b": text }),
        ),
        (
            json!({ "allOf": [
                { "type": "object", "properties": { "a": { "type": "integer" } } },
                { "properties": { "b": { "type": "boolean" } }, "required": ["b"] },
            ]}),
            json!({ "a": 1, "b": true }),
        ),
        (
            json!({
                "type": "object",
                "properties": { "tags": { "$ref": "#/$defs/tags" } },
                "$defs": {
                    "tags": { "type": "array", "items": { "$ref": "#/$defs/tag" }, "minItems": 2 },
                    "tag": { "type": "object", "properties": { "name": { "type": "string" } } },
                },
            }),
            json!({ "tags": [{ "name": text }, { "name": format!("2 {text}") }] }),
        ),
    ] {
        let response = ask(&schema);
        assert_eq!(response.status, 200, "{schema}: {}", response.json());
        let answer = response.json();
        let content = answer["choices"][0]["message"]["content"].as_str();
        let made: Value = serde_json::from_str(content.expect("text")).expect("it is JSON");
        assert_eq!(made, value, "{schema}");
    }
}

#[test]
fn a_schema_that_contains_itself_comes_to_an_end() {
    let tree = json!({
        "type": "object",
        "properties": {
            "name": { "type": "string" },
            "left": { "anyOf": [{ "$ref": "#" }, { "type": "null" }] },
            "right": { "anyOf": [{ "$ref": "#" }, { "type": "null" }] },
            "children": { "type": "array", "items": { "$ref": "#" } },
        },
        "required": ["name", "left", "right", "children"],
    });
    assert_eq!(ask(&tree).status, 200);
    let list = json!({ "properties": { "next": { "$ref": "#" } } });
    assert_eq!(ask(&list).status, 200);
}

#[test]
fn what_no_value_is_made_for_is_refused_and_why_is_told() {
    for (schema, why) in [
        (json!(false), "nothing fits"),
        (json!({ "type": "strnig" }), "strnig"),
        (json!({ "type": "string", "pattern": "^a+$" }), "pattern"),
        (json!({ "not": { "type": "string" } }), "'not'"),
        (
            json!({ "type": "string", "minLength": 3, "maxLength": 2 }),
            "3 to 2",
        ),
        (
            json!({ "type": "integer", "minimum": 1, "maximum": 0 }),
            "exclude",
        ),
        (
            json!({ "type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 1 }),
            "exclude",
        ),
        (json!({ "enum": [] }), "enum"),
        (
            json!({ "type": "array", "items": { "const": 1 }, "minItems": 2, "uniqueItems": true }),
            "differ",
        ),
        (
            json!({ "type": "array", "minItems": 1_000_000 }),
            "too much",
        ),
        (json!({ "$ref": "#/nowhere" }), "nowhere"),
        (json!({ "$ref": "#" }), "itself"),
        (
            json!({ "properties": { "x": { "$ref": "#" } }, "required": ["x"] }),
            "itself",
        ),
        (
            json!({ "required": ["x"], "additionalProperties": false }),
            "nothing fits",
        ),
    ] {
        let response = ask(&schema);
        assert_eq!(response.status, 400, "{schema}: {}", response.json());
        let error = response.error();
        assert_eq!(error["param"], "response_format");
        let message = error["message"].as_str().expect("text");
        assert!(message.contains(why), "{message}");
    }
}
