//! What the chapter says of futures that are made and not sent.

use chat::Client;

#[test]
fn a_future_with_a_call_in_it_takes_more_than_a_thousand_bytes() {
    let client = Client::new("http://127.0.0.1:1");
    let size = size_of_val(&client.ask("article 1"));
    assert!((1000..100_000).contains(&size), "{size}");
}
