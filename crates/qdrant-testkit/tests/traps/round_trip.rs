//! Every operation and every answer arrives as it was sent: over either wire, and over one after the other.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use qdrant_core::{OperationKind, Reply, Request, Response};

use crate::arbitrary::{output, request};
use crate::wires::{answered_over_grpc, answered_over_rest, json, rest_line, through_grpc, through_rest};

/// Operations that gRPC has no rpc for.
fn only_rest(operation: OperationKind) -> bool {
    qdrant_grpc::path_of(operation).is_none()
}

/// Operations that REST has no route for.
fn only_grpc(operation: OperationKind) -> bool {
    operation == OperationKind::GrpcHealthCheck
}

fn runner() -> TestRunner {
    // A failure prints its smallest case; there is nothing to keep in a file.
    TestRunner::new(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })
}

/// Runs a check on arbitrary requests of every operation.
fn for_requests(check: impl Fn(Request) -> Result<(), TestCaseError>) {
    for operation in OperationKind::ALL {
        if let Some(strategy) = request(*operation) {
            let run = runner().run(&strategy, |request| {
                assert_eq!(request.kind(), *operation);
                request.validate().map_err(|error| TestCaseError::fail(error.to_string()))?;
                check(request)
            });
            run.unwrap_or_else(|failure| panic!("{operation}: {failure}"));
        }
    }
}

/// Runs a check on arbitrary answers to every operation.
fn for_answers(check: impl Fn(Response) -> Result<(), TestCaseError>) {
    for operation in OperationKind::ALL {
        if let Some(strategy) = output(*operation) {
            let run = runner().run(&strategy, |response| {
                assert_eq!(response.kind(), *operation);
                check(response)
            });
            run.unwrap_or_else(|failure| panic!("{operation}: {failure}"));
        }
    }
}

#[test]
fn only_files_and_reports_of_one_wire_are_not_arbitrary() {
    for operation in OperationKind::ALL {
        let uploads = matches!(operation, OperationKind::UploadSnapshot | OperationKind::UploadShardSnapshot);
        assert_eq!(request(*operation).is_none(), uploads, "{operation}");
        let one_wire = only_rest(*operation) || only_grpc(*operation);
        assert_eq!(output(*operation).is_none(), one_wire, "{operation}");
    }
}

#[test]
fn every_operation_survives_rest() {
    for_requests(|request| {
        if !only_grpc(request.kind()) {
            prop_assert_eq!(through_rest(request.clone())?, request);
        }
        Ok(())
    });
}

#[test]
fn every_operation_survives_grpc() {
    for_requests(|request| {
        if !only_rest(request.kind()) {
            prop_assert_eq!(through_grpc(request.clone())?, request);
        }
        Ok(())
    });
}

#[test]
fn every_operation_that_came_over_rest_goes_over_grpc_and_back_into_the_same_json() {
    for_requests(|request| {
        if !only_rest(request.kind()) && !only_grpc(request.kind()) {
            let sent = rest_line(request.clone());
            let bridged = through_grpc(through_rest(request)?)?;
            prop_assert_eq!(rest_line(bridged), sent);
        }
        Ok(())
    });
}

#[test]
fn operations_of_one_wire_are_declined_by_name_on_the_other() {
    for_requests(|request| {
        let operation = request.kind();
        let declined = if only_rest(operation) {
            through_grpc(request)
        } else if only_grpc(operation) {
            through_rest(request)
        } else {
            return Ok(());
        };
        let error = declined.unwrap_err();
        prop_assert!(error.is_unsupported() && error.operation() == Some(operation), "{}", error);
        Ok(())
    });
}

#[test]
fn every_answer_survives_rest() {
    for_answers(|response| {
        prop_assert_eq!(answered_over_rest(&Reply::new(response.clone()))?.response, response);
        Ok(())
    });
}

#[test]
fn every_answer_survives_grpc() {
    for_answers(|response| {
        prop_assert_eq!(answered_over_grpc(Reply::new(response.clone()))?.response, response);
        Ok(())
    });
}

#[test]
fn every_answer_that_came_over_rest_goes_over_grpc_and_back_into_the_same_json() {
    for_answers(|response| {
        let written = |reply: &Reply| qdrant_rest::encode_reply(reply).map(|sent| json(sent.body()));
        let sent = Reply::new(response);
        let bridged = answered_over_grpc(answered_over_rest(&sent)?)?;
        prop_assert_eq!(written(&bridged)?["result"].clone(), written(&sent)?["result"].clone());
        Ok(())
    });
}
