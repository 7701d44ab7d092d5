//! What an answer says, and how much of it.

use crate::common::http::{Connection, post, question_with};
use mock_api::{MockApi, Reply, Script};
use serde_json::{Value, json};

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

fn ask(script: Script, prompt: &str, more: &Value) -> Value {
    let api = start(script);
    let response = Connection::open(api.address()).exchange(post(question_with(prompt, more)));
    assert_eq!(response.status, 200, "{}", response.json());
    response.json()
}

fn content(answer: &Value) -> &str {
    let content = &answer["choices"][0]["message"]["content"];
    content.as_str().expect("it has content")
}

#[test]
fn usage_counts_all_messages() {
    let prompt_tokens = |messages: Value| {
        let answer = ask(Script::new(), "", &json!({ "messages": messages }));
        answer["usage"]["prompt_tokens"].as_u64().expect("a number")
    };
    let user = json!({ "role": "user", "content": "hello there" });
    let alone = prompt_tokens(json!([user]));
    let system = json!({ "role": "system", "content": "be brief" });
    let with_system = prompt_tokens(json!([system, user]));
    let history = json!({ "role": "assistant", "content": "what a long answer that was" });
    let with_history = prompt_tokens(json!([system, user, history, user]));
    assert!(alone >= 2, "{alone}");
    assert!(with_system >= alone + 2, "{with_system}");
    assert!(with_history >= with_system + 8, "{with_history}");
    let picture = json!({ "role": "user", "content": [
        { "type": "text", "text": "hello there" },
        { "type": "image_url", "image_url": { "url": "data:," } },
    ]});
    assert!(prompt_tokens(json!([picture])) > alone + 50);
}

#[test]
fn usage_is_sane_for_vietnamese_and_chinese() {
    let said = |text: &str| {
        let script = Script::new().otherwise(Reply::ok().saying(text));
        let answer = ask(script, "x", &json!({}));
        let usage = &answer["usage"];
        let sum = |name: &str| usage[name].as_u64().expect("a number");
        assert_eq!(
            sum("total_tokens"),
            sum("prompt_tokens") + sum("completion_tokens")
        );
        sum("completion_tokens")
    };
    // What o200k_base makes of them, give or take a third: 10, 11 and 11.
    for (text, least, most) in [
        ("The quick brown fox jumps over the lazy dog.", 8, 14),
        ("Xin chào thế giới, hôm nay trời đẹp quá.", 8, 15),
        ("今天天气很好，我们去公园吧。", 8, 15),
    ] {
        let tokens = said(text);
        assert!((least..=most).contains(&tokens), "{text}: {tokens}");
    }
}

#[test]
fn an_answer_is_cut_where_its_tokens_end() {
    for name in ["max_tokens", "max_completion_tokens"] {
        let answer = ask(Script::new(), "hello", &json!({ name: 2 }));
        assert_eq!(content(&answer), "You said");
        assert_eq!(answer["choices"][0]["finish_reason"], "length");
        assert_eq!(answer["usage"]["completion_tokens"], 2);
        // Exactly enough is enough.
        let answer = ask(Script::new(), "hello", &json!({ name: 4 }));
        assert_eq!(content(&answer), "You said: hello");
        assert_eq!(answer["choices"][0]["finish_reason"], "stop");
    }
}

#[test]
fn an_answer_ends_before_a_stop() {
    let stopped = |stop: Value| ask(Script::new(), "hello", &json!({ "stop": stop }));
    for (stop, said) in [
        (json!(":"), "You said"),
        (json!(["lo", " said", "x"]), "You"),
        (json!("nothing of it"), "You said: hello"),
    ] {
        let answer = stopped(stop);
        assert_eq!(content(&answer), said);
        assert_eq!(answer["choices"][0]["finish_reason"], "stop");
    }
}

#[test]
fn so_many_choices_are_given_as_are_asked_for() {
    let answer = ask(Script::new(), "hello", &json!({ "n": 3 }));
    let choices = answer["choices"].as_array().expect("an array");
    assert_eq!(choices.len(), 3);
    for (index, choice) in choices.iter().enumerate() {
        assert_eq!(choice["index"], index);
        assert_eq!(choice["message"]["content"], "You said: hello");
    }
    assert_eq!(answer["usage"]["completion_tokens"], 12);
}

#[test]
fn json_is_answered_with_json_unless_the_script_says_otherwise() {
    let object = json!({ "response_format": { "type": "json_object" } });
    let schema = json!({ "response_format": { "type": "json_schema", "json_schema": {
        "name": "summary",
        "strict": true,
        "schema": {
            "type": "object",
            "properties": {
                "summary": { "type": "string" },
                "score": { "type": "integer", "minimum": 3 },
            },
            "required": ["summary", "score"],
            "additionalProperties": false,
        },
    }}});
    let json = |answer: &Value| -> Value {
        serde_json::from_str(content(answer)).expect("the content is JSON")
    };
    let answer = ask(Script::new(), "hello", &object);
    assert_eq!(json(&answer), json!({ "answer": "You said: hello" }));
    let answer = ask(Script::new(), "hello", &schema);
    assert_eq!(
        json(&answer),
        json!({ "summary": "You said: hello", "score": 3 })
    );
    // A model that does not do as it is told is what a script is for.
    let script = Script::new().otherwise(Reply::ok().saying("Sure! Here is your JSON:"));
    for format in [object, schema] {
        let answer = ask(script.clone(), "hello", &format);
        assert_eq!(content(&answer), "Sure! Here is your JSON:");
    }
}

#[test]
fn a_tool_that_must_be_called_is_called() {
    let tool = |name: &str, property: &str| {
        json!({ "type": "function", "function": { "name": name, "parameters": {
            "type": "object",
            "properties": { property: { "type": "string" } },
            "required": [property],
        }}})
    };
    let tools = json!([tool("weather", "city"), tool("time", "zone")]);
    for (choice, name, property) in [
        (json!("required"), "weather", "city"),
        (
            json!({ "type": "function", "function": { "name": "time" } }),
            "time",
            "zone",
        ),
    ] {
        let more = json!({ "tools": tools, "tool_choice": choice });
        let answer = ask(Script::new(), "hello", &more);
        let choice = &answer["choices"][0];
        assert_eq!(choice["finish_reason"], "tool_calls");
        assert_eq!(choice["message"]["content"], Value::Null);
        let call = &choice["message"]["tool_calls"][0];
        assert_eq!(call["type"], "function");
        assert!(call["id"].is_string());
        assert_eq!(call["function"]["name"], name);
        let arguments = call["function"]["arguments"]
            .as_str()
            .expect("they are text");
        let arguments: Value = serde_json::from_str(arguments).expect("and JSON");
        assert_eq!(arguments, json!({ property: "You said: hello" }));
    }
    // Where it may choose, it answers.
    for choice in [json!("auto"), json!("none"), json!(null)] {
        let more = json!({ "tools": tools, "tool_choice": choice });
        assert_eq!(
            content(&ask(Script::new(), "hello", &more)),
            "You said: hello"
        );
    }
    // Scripted arguments are those of the call; any other text is an answer.
    let more = json!({ "tools": tools, "tool_choice": "required" });
    let script = Script::new().otherwise(Reply::ok().saying(r#"{"city": "Huế"}"#));
    let answer = ask(script, "hello", &more);
    let call = &answer["choices"][0]["message"]["tool_calls"][0];
    assert_eq!(call["function"]["arguments"], r#"{"city": "Huế"}"#);
    let script = Script::new().otherwise(Reply::ok().saying("I would rather not."));
    let answer = ask(script, "hello", &more);
    assert_eq!(content(&answer), "I would rather not.");
    assert_eq!(answer["choices"][0]["finish_reason"], "stop");
}

#[test]
fn a_tool_without_parameters_is_called_with_none() {
    for function in [
        json!({ "name": "now" }),
        json!({ "name": "now", "parameters": {} }),
        json!({ "name": "now", "parameters": null }),
    ] {
        let tools = json!([{ "type": "function", "function": function }]);
        let more = json!({ "tools": tools, "tool_choice": "required" });
        let answer = ask(Script::new(), "hello", &more);
        let call = &answer["choices"][0]["message"]["tool_calls"][0];
        assert_eq!(call["function"]["arguments"], "{}", "{function}");
    }
}
