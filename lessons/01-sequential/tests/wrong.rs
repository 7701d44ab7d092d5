//! Solutions of exercise 1 that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::{Error, blocking};
use kit::Refusal;
use lesson_1::exercise;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{LazyLock, mpsc};
use std::thread;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Response;

type Answers = Result<Vec<String>, Error>;

const ASKED_FOR: &str = "sends nothing that is not asked for";
const MISSING: &str = "leaves out nothing that is to be sent";
const ORDER: &str = "sends them in order";
const ONE_AT_A_TIME: &str = "one request at a time";
const NO_PAUSE: &str = "no pause while there is work left";
const ONE_CONNECTION: &str = "opens one connection";
const TIME: &str = "takes no time of its own";
const RETURNED: &str = "returns what is asked for, in order";

/// What a wrong solution is told first.
fn refused(solution: fn(&str, &[String]) -> Answers) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: fn(&str, &[String]) -> Answers) {
    exercise().accepted(solution);
}

fn tenth() {
    thread::sleep(Duration::from_millis(100));
}

fn agent() -> Agent {
    Agent::config_builder().proxy(None).build().into()
}

fn url(base_url: &str) -> String {
    format!("{base_url}/v1/chat/completions")
}

fn question(article: &str) -> Value {
    json!({ "model": "mock-1", "messages": [{ "role": "user", "content": article }] })
}

fn send(agent: &Agent, base_url: &str, article: &str) -> Result<Response<ureq::Body>, ureq::Error> {
    agent.post(url(base_url)).send_json(question(article))
}

fn read(agent: &Agent, base_url: &str, article: &str) -> Result<Value, Error> {
    Ok(send(agent, base_url, article)?.body_mut().read_json()?)
}

fn text(answer: &Value) -> String {
    let text = answer["choices"][0]["message"]["content"].as_str();
    text.unwrap_or_default().to_owned()
}

fn ask(agent: &Agent, base_url: &str, article: &str) -> Result<String, Error> {
    Ok(text(&read(agent, base_url, article)?))
}

fn ask_all(agent: &Agent, base_url: &str, articles: &[String]) -> Answers {
    let answers = articles.iter().map(|article| ask(agent, base_url, article));
    answers.collect()
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}

mod wrong {
    use super::*;

    #[test]
    fn a_new_agent_for_each_request() {
        let refusal = refused(|base_url, articles| {
            let asked = articles
                .iter()
                .map(|article| ask(&agent(), base_url, article));
            asked.collect()
        });
        let seen = " connections were opened; 1 is enough.";
        refusal.is_told(ONE_CONNECTION, seen, "a new client made for each");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn an_agent_that_keeps_no_connection() {
        let refusal = refused(|base_url, articles| {
            let config = Agent::config_builder().proxy(None).max_idle_connections(0);
            ask_all(&config.build().into(), base_url, articles)
        });
        let seen = " connections were opened; 1 is enough.";
        refusal.is_told(ONE_CONNECTION, seen, "kept open?");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_server_that_is_asked_to_close() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let asked = articles.iter().map(|article| {
                let request = agent.post(url(base_url)).header("connection", "close");
                let answer = request.send_json(question(article))?.body_mut().read_json();
                Ok(text(&answer?))
            });
            asked.collect()
        });
        refusal.is_told(ONE_CONNECTION, " were opened", "kept open?");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_new_agent_for_every_two() {
        let refusal = refused(|base_url, articles| {
            let mut answers = Vec::new();
            for pair in articles.chunks(2) {
                answers.extend(ask_all(&agent(), base_url, pair)?);
            }
            Ok(answers)
        });
        refusal.is_told(ONE_CONNECTION, "", "Are there several clients");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn two_agents_in_turns() {
        let refusal = refused(|base_url, articles| {
            let agents = [agent(), agent()];
            let asked = articles.iter().enumerate();
            let asked = asked.map(|(index, article)| ask(&agents[index % 2], base_url, article));
            asked.collect()
        });
        let seen = "2 connections were opened";
        refusal.is_told(ONE_CONNECTION, seen, "Are there several clients");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_connection_to_try_out_the_address() {
        let refusal = refused(|base_url, articles| {
            let address = base_url.trim_start_matches("http://");
            drop(TcpStream::connect(address).expect("it listens"));
            ask_all(&agent(), base_url, articles)
        });
        let seen = "2 connections were opened";
        refusal.is_told(ONE_CONNECTION, seen, "to try it out");
    }

    #[test]
    fn answers_that_are_not_read() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            for article in articles {
                send(&agent, base_url, article)?;
            }
            let made_up = |article| format!("You said: {article}");
            Ok(articles.iter().map(made_up).collect())
        });
        refusal.is_told(ONE_CONNECTION, "", "read to its end");
    }

    #[test]
    fn threads_that_nobody_asked_for() {
        let refusal = refused(|base_url, articles| {
            let agent = &agent();
            thread::scope(|scope| {
                let asked = articles
                    .iter()
                    .map(|article| scope.spawn(|| ask(agent, base_url, article)));
                let asked: Vec<_> = asked.collect();
                asked
                    .into_iter()
                    .map(|thread| thread.join().expect("ask does not panic"))
                    .collect()
            })
        });
        let seen = " requests were in flight at 0.1 s; the limit is 1.";
        refusal.is_told(ONE_AT_A_TIME, seen, "a thread or a task");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn tasks_that_nobody_asked_for() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = chat::Client::new(base_url);
            let mut tasks = Vec::new();
            for article in articles {
                let (client, article) = (client.clone(), article.clone());
                tasks.push(tokio::spawn(async move { client.ask(&article).await }));
            }
            let mut answers = Vec::new();
            for task in tasks {
                answers.push(task.await.expect("ask does not panic")?);
            }
            Ok(answers)
        }
        refused(solution).is_told(ONE_AT_A_TIME, " were in flight", "task");
    }

    #[test]
    fn a_request_to_warm_the_connection_up() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            ask(&agent, base_url, &articles[0])?;
            ask_all(&agent, base_url, articles)
        });
        let seen = " was sent twice; once is enough.";
        refusal.is_told(ASKED_FOR, seen, "It had been answered.");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_look_at_the_models_first() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let mut models = agent.get(format!("{base_url}/v1/models")).call()?;
            models.body_mut().read_to_string()?;
            ask_all(&agent, base_url, articles)
        });
        let seen = "The server got GET /v1/models";
        refusal.is_told(ASKED_FOR, seen, "POST /v1/chat/completions");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn all_articles_in_one_prompt() {
        let refusal = refused(|base_url, articles| {
            let answer = ask(&agent(), base_url, &articles.join("\n"))?;
            Ok(answer.lines().map(str::to_owned).collect())
        });
        let seen = "The server got a request that is not asked for: article ";
        refusal.is_told(ASKED_FOR, seen, "as it was given");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn prompts_with_words_of_its_own() {
        let refusal = refused(|base_url, articles| {
            let prompts: Vec<String> = articles
                .iter()
                .map(|article| format!("Summarise {article}"))
                .collect();
            ask_all(&agent(), base_url, &prompts)
        });
        let seen = "a request that is not asked for: Summarise article ";
        refusal.is_told(ASKED_FOR, seen, "as it was given");
    }

    #[test]
    fn each_asked_twice_to_be_sure() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let twice = articles.iter().map(|article| {
                ask(&agent, base_url, article)?;
                ask(&agent, base_url, article)
            });
            twice.collect()
        });
        refusal.is_told(ASKED_FOR, " was sent twice", "in two places");
    }

    #[test]
    fn a_thread_that_asks_once_more_after_the_return() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let answers = ask_all(&agent, base_url, articles);
            let (url, article) = (base_url.to_owned(), articles[0].clone());
            thread::spawn(move || {
                tenth();
                ask(&agent, &url, &article)
            });
            answers
        });
        refusal.is_told(ASKED_FOR, " was sent twice", "");
    }

    #[test]
    fn the_last_article_forgotten() {
        let refusal = refused(|base_url, articles| {
            ask_all(&agent(), base_url, &articles[..articles.len() - 1])
        });
        refusal.is_told(MISSING, " was never sent.", "for each prompt");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_first_four_and_no_more() {
        let refusal = refused(|base_url, articles| ask_all(&agent(), base_url, &articles[..4]));
        refusal.is_told(MISSING, " was never sent.", "for each prompt");
    }

    #[test]
    fn nothing_is_asked() {
        let refusal = refused(|_, articles| Ok(articles.to_vec()));
        let seen = "Nothing was sent to the server.";
        refusal.is_told(MISSING, seen, "Is each call made");
    }

    #[test]
    fn from_the_last_to_the_first() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let asked = articles.iter().rev();
            let asked = asked.map(|article| ask(&agent, base_url, article));
            let mut answers: Vec<String> = asked.collect::<Answers>()?;
            answers.reverse();
            Ok(answers)
        });
        refusal.is_told(ORDER, " was sent at ", "In which order");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn sorted_articles() {
        let refusal = refused(|base_url, articles| {
            let mut sorted = articles.to_vec();
            sorted.sort();
            ask_all(&agent(), base_url, &sorted)
        });
        refusal.is_told(ORDER, " was sent at ", "In which order");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn answers_in_the_order_of_a_map() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let mut answers = HashMap::new();
            for article in articles {
                answers.insert(article, ask(&agent, base_url, article)?);
            }
            Ok(answers.into_values().collect())
        });
        let seen = "not in the order of the prompts";
        refusal.is_told(RETURNED, seen, "keep its place");
    }

    #[test]
    fn sorted_answers() {
        let refusal = refused(|base_url, articles| {
            let mut answers = ask_all(&agent(), base_url, articles)?;
            answers.sort();
            Ok(answers)
        });
        let seen = "not in the order of the prompts";
        refusal.is_told(RETURNED, seen, "keep its place");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn made_up_answers() {
        let refusal = refused(|base_url, articles| {
            ask_all(&agent(), base_url, articles)?;
            let made_up = |article| format!("You said: {article}");
            Ok(articles.iter().map(made_up).collect())
        });
        let seen = "the server said \"You said: article ";
        refusal.is_told(RETURNED, seen, "as the server gave it");
    }

    #[test]
    fn the_end_of_one_answer_for_all() {
        let refusal = refused(|base_url, articles| {
            let answers = ask_all(&agent(), base_url, articles)?;
            let (_, end) = answers[0].rsplit_once(' ').unwrap_or_default();
            let made_up = |article| format!("You said: {article} {end}");
            Ok(articles.iter().map(made_up).collect())
        });
        refusal.is_told(RETURNED, "Answer 2 is", "to its own prompt");
    }

    #[test]
    fn the_whole_body() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let read = articles
                .iter()
                .map(|article| read(&agent, base_url, article));
            read.map(|answer| Ok(answer?.to_string())).collect()
        });
        let advice = "choices[0].message.content";
        refusal.is_told(RETURNED, "Answer 1 is \"{", advice);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_message_with_its_role() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let read = articles
                .iter()
                .map(|article| read(&agent, base_url, article));
            let message = |answer: Value| answer["choices"][0]["message"].to_string();
            read.map(|answer| Ok(message(answer?))).collect()
        });
        let advice = "choices[0].message.content";
        refusal.is_told(RETURNED, "Answer 1 is \"{", advice);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_text_with_its_quotes() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let read = articles
                .iter()
                .map(|article| read(&agent, base_url, article));
            let text = |answer: Value| answer["choices"][0]["message"]["content"].to_string();
            read.map(|answer| Ok(text(answer?))).collect()
        });
        refusal.is_told(RETURNED, "Answer 1 is", "with its quotes");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_field_that_is_not_there() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let read = articles
                .iter()
                .map(|article| read(&agent, base_url, article));
            let text = |answer: Value| answer["choices"][0]["text"].as_str().map(str::to_owned);
            read.map(|answer| Ok(text(answer?).unwrap_or_default()))
                .collect()
        });
        refusal.is_told(RETURNED, "Answer 1 is \"\"", "It is empty.");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_questions() {
        let refusal = refused(|base_url, articles| {
            ask_all(&agent(), base_url, articles)?;
            Ok(articles.to_vec())
        });
        refusal.is_told(RETURNED, "Answer 1 is", "That is the question.");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn only_the_last_answer() {
        let refusal = refused(|base_url, articles| {
            let answers = ask_all(&agent(), base_url, articles)?;
            Ok(answers.into_iter().next_back().into_iter().collect())
        });
        let seen = "It returned 1 answer; ";
        refusal.is_told(RETURNED, seen, "Which of them are lost");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn all_answers_in_one_text() {
        let refusal = refused(|base_url, articles| {
            let answers = ask_all(&agent(), base_url, articles)?;
            Ok(vec![answers.join("\n")])
        });
        refusal.is_told(RETURNED, "It returned 1 answer; ", "");
    }

    #[test]
    fn a_sleep_before_the_first() {
        let refusal = refused(|base_url, articles| {
            tenth();
            ask_all(&agent(), base_url, articles)
        });
        let seen = "The server saw nothing of it for the first 0.1 s.";
        refusal.is_told(TIME, seen, "before the first request");
    }

    #[test]
    fn a_sleep_after_each() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let asked = articles.iter().map(|article| {
                let answer = ask(&agent, base_url, article);
                tenth();
                answer
            });
            asked.collect()
        });
        let advice = "between two requests";
        refusal.is_told(NO_PAUSE, "nothing was in flight", advice);
    }

    #[test]
    fn a_sleep_after_the_last() {
        let refusal = refused(|base_url, articles| {
            let answers = ask_all(&agent(), base_url, articles);
            tenth();
            answers
        });
        let seen = "Your function returned at ";
        refusal.is_told(TIME, seen, "Something is waited for that is over");
    }

    #[test]
    fn a_path_that_is_not_there() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let asked = articles.iter().map(|article| {
                let request = agent.post(format!("{base_url}/v1/completions"));
                let answer = request.send_json(question(article))?.body_mut().read_json();
                Ok(text(&answer?))
            });
            asked.collect()
        });
        let advice = "The server got POST /v1/completions.";
        refusal.is_told("an error", "404", advice);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn an_error_status_that_is_not_looked_at() {
        let refusal = refused(|base_url, articles| {
            let config = Agent::config_builder().proxy(None);
            let agent: Agent = config.http_status_as_error(false).build().into();
            let asked = articles.iter().map(|article| {
                let request = agent.post(format!("{base_url}/v1/chat"));
                let answer = request.send_json(question(article))?.body_mut().read_json();
                Ok(text(&answer?))
            });
            asked.collect()
        });
        let seen = "The server got POST /v1/chat";
        refusal.is_told(ASKED_FOR, seen, "/v1/chat/completions");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn an_address_with_two_slashes() {
        let refusal = refused(|base_url, articles| {
            let base_url = format!("{base_url}/");
            ask_all(&agent(), &base_url, articles)
        });
        let advice = "The server got POST //v1/chat/completions.";
        refusal.is_told("an error", "404", advice);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_body_that_is_no_question() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let asked = articles.iter().map(|article| {
                let request = agent.post(url(base_url));
                let answer = request.send_json(json!({ "prompt": article }))?;
                Ok(text(&answer.into_body().read_json()?))
            });
            asked.collect()
        });
        assert_eq!(refusal.wanted, "an error", "{refusal:?}");
        assert!(refusal.advice.contains("messages"), "{refusal:?}");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_panic_of_its_own() {
        let refusal = refused(|base_url, articles| {
            let agent = agent();
            let asked = articles.iter().map(|article| {
                let answer = read(&agent, base_url, article)?;
                let text = answer["choices"][0]["text"].as_str();
                Ok(text.expect("there is a text").to_owned())
            });
            asked.collect()
        });
        refusal.is_told("a panic", "there is a text", "first panic");
    }

    #[test]
    fn a_channel_that_never_ends() {
        let solution = |base_url: &str, articles: &[String]| {
            let (send, receive) = mpsc::channel();
            for answer in ask_all(&agent(), base_url, articles)? {
                let _ = send.send(answer);
            }
            Answers::Ok(
                receive
                    .into_iter()
                    .inspect(|_| drop(send.clone()))
                    .collect(),
            )
        };
        let refusal = exercise().limit(Duration::from_secs(3)).refused(solution);
        let seen = "All requests had ended at ";
        refusal.is_told("a hang", seen, "last sender is dropped");
    }

    #[test]
    fn a_thread_that_is_waited_for_without_a_pause() {
        let refusal = refused(|base_url, articles| {
            let (url, all) = (base_url.to_owned(), articles.to_vec());
            let asked = thread::spawn(move || ask_all(&agent(), &url, &all));
            while !asked.is_finished() {}
            asked.join().expect("ask does not panic")
        });
        refusal.is_told("a busy processor", "kept a processor busy", "loop");
    }
}

mod right {
    use super::*;

    #[test]
    fn one_agent() {
        accepted(|base_url, articles| ask_all(&agent(), base_url, articles));
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn an_agent_of_the_whole_program() {
        static AGENT: LazyLock<Agent> = LazyLock::new(agent);
        accepted(|base_url, articles| ask_all(&AGENT, base_url, articles));
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_clone_for_each_request() {
        accepted(|base_url, articles| {
            let agent = agent();
            let asked = articles
                .iter()
                .map(|article| ask(&agent.clone(), base_url, article));
            asked.collect()
        });
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_client_of_later_lessons() {
        accepted(|base_url, articles| {
            let client = blocking::Client::new(base_url);
            articles.iter().map(|article| client.ask(article)).collect()
        });
    }

    #[test]
    fn recursion() {
        fn rest(agent: &Agent, base_url: &str, articles: &[String]) -> Answers {
            let Some((first, others)) = articles.split_first() else {
                return Ok(Vec::new());
            };
            let mut answers = vec![ask(agent, base_url, first)?];
            answers.extend(rest(agent, base_url, others)?);
            Ok(answers)
        }
        accepted(|base_url, articles| rest(&agent(), base_url, articles));
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_thread_that_is_sent_the_articles() {
        accepted(|base_url, articles| {
            let (work, articles_to_ask) = mpsc::channel::<String>();
            let (done, answers) = mpsc::channel();
            thread::scope(|scope| {
                scope.spawn(move || {
                    let agent = agent();
                    for article in articles_to_ask {
                        let _ = done.send(ask(&agent, base_url, &article));
                    }
                });
                for article in articles {
                    let _ = work.send(article.clone());
                }
                drop(work);
                answers.into_iter().collect()
            })
        });
    }

    #[test]
    fn a_thread_for_each_after_the_one_before() {
        accepted(|base_url, articles| {
            let agent = &agent();
            thread::scope(|scope| {
                let asked = articles.iter().map(|article| {
                    let thread = scope.spawn(|| ask(agent, base_url, article));
                    thread.join().expect("ask does not panic")
                });
                asked.collect()
            })
        });
    }

    #[test]
    fn an_async_client() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = reqwest::Client::builder().no_proxy().build()?;
            let mut answers = Vec::new();
            for article in articles {
                let request = client.post(url(base_url)).json(&question(article));
                answers.push(text(&request.send().await?.json().await?));
            }
            Ok(answers)
        }
        accepted(solution);
    }

    #[test]
    fn http_written_by_hand() {
        fn by_hand(base_url: &str, articles: &[String]) -> std::io::Result<Vec<String>> {
            let address = base_url.trim_start_matches("http://");
            let mut stream = BufReader::new(TcpStream::connect(address)?);
            let asked = articles.iter().map(|article| {
                let body = question(article).to_string();
                let length = body.len();
                write!(
                    stream.get_mut(),
                    "POST /v1/chat/completions HTTP/1.1\r\nhost: {address}\r\n\
                     content-length: {length}\r\n\r\n{body}"
                )?;
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    stream.read_line(&mut line)?;
                    let line = line.trim().to_lowercase();
                    if line.is_empty() {
                        break;
                    }
                    if let Some(value) = line.strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap_or(0);
                    }
                }
                let mut answer = vec![0; length];
                stream.read_exact(&mut answer)?;
                Ok(text(&serde_json::from_slice(&answer)?))
            });
            asked.collect()
        }
        exercise().accepted(by_hand);
    }
}
