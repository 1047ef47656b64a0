//! Tests code that calls the client, without a server: a mock says what the answers are, the engine gives real ones.
//!
//! `cargo test --example testing` runs the tests.

use qdrant_client::{Condition, CountPoints, Error, Filter, Qdrant};

/// The code to test: how many cities of a country there are; none where nobody has made the collection yet.
async fn cities(client: &Qdrant, country: &str) -> Result<u64, Error> {
    let of_country = Filter::must([Condition::matches("country", country)]);
    match client.count(CountPoints::new("cities").filter(of_country).exact(true)).await {
        Err(error) if error.is_not_found() => Ok(0),
        counted => counted,
    }
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program talks to its user")]
async fn main() -> Result<(), Error> {
    let client = Qdrant::in_memory()?;
    println!("{} cities", cities(&client, "Germany").await?);
    client.close().await
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use qdrant_client::layer::TransportLayer;
    use qdrant_client::{CreateCollection, Distance, ErrorKind, PointStruct, Request, VectorParams};
    use qdrant_testkit::{Fault, FaultLayer, MockTransport};

    use super::*;

    #[tokio::test]
    async fn a_mock_answers_as_it_was_told_and_remembers_the_calls() {
        let mock = Arc::new(MockTransport::new());
        mock.push::<CountPoints>(Ok(3));
        mock.push::<CountPoints>(Err(Error::new(ErrorKind::NotFound, "no such collection")));
        let client = Qdrant::from_transport(Arc::clone(&mock));
        assert_eq!(cities(&client, "Germany").await.unwrap(), 3);
        assert_eq!(cities(&client, "Germany").await.unwrap(), 0);

        let of_germany = Filter::must([Condition::matches("country", "Germany")]);
        let expected = CountPoints::new("cities").filter(of_germany).exact(true);
        assert_eq!(mock.calls()[0].request, Request::from(expected));
    }

    #[tokio::test]
    async fn the_engine_gives_real_answers() {
        let client = Qdrant::in_memory().unwrap();
        let handle = client.collection("cities");
        let vectors = VectorParams::new(2, Distance::Dot);
        handle.create(CreateCollection::new(&handle).vectors_config(vectors)).await.unwrap();
        let city = |id: u64, country: &str| PointStruct::new(id, [0.0, 1.0], [("country", country)]);
        handle.upsert([city(1, "Germany"), city(2, "France"), city(3, "Germany")]).await.unwrap();
        assert_eq!(cities(&client, "Germany").await.unwrap(), 2);
        client.close().await.unwrap();
    }

    #[tokio::test]
    async fn faults_come_on_demand() {
        let busy = || Error::new(ErrorKind::Unavailable, "busy");
        let faults = FaultLayer::new(move |_| Some(Fault::Before(busy())));
        let client = Qdrant::from_transport(faults.layer(Arc::new(MockTransport::new())));
        assert!(cities(&client, "Germany").await.unwrap_err().is_retryable());
    }
}
