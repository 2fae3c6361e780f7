//! The program `hadal-simulator`, as scripts start it.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use hadal_simulator::TEST_KEY;

use crate::client::http;

#[tokio::test]
async fn the_program_prints_its_base_url_first_and_answers_there() {
    let mut program =
        Command::new(env!("CARGO_BIN_EXE_hadal-simulator")).arg("--rate=0").stdout(Stdio::piped()).spawn().unwrap();
    let mut base = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut base).unwrap();
    let sent = http().get(format!("{}/models", base.trim())).bearer_auth(TEST_KEY).send().await;
    program.kill().unwrap();
    program.wait().unwrap();
    assert_eq!(sent.unwrap().status(), 200);
}
