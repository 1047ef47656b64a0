//! The program `qdrant-gateway`: a development server in one command.

mod cli;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Args, run, start_log};

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    start_log();
    match run(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}
