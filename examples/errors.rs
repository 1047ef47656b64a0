//! What to do with errors: one type for every wire, whose kind says what happened.

#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::time::Duration;

use qdrant_client::{
    CreateCollection, Distance, Error, ErrorKind, GetPoint, PointStruct, Qdrant, RetryPolicy, UpsertPoints,
    VectorParams,
};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let client = Qdrant::in_memory()?;

    // To be the second who creates it is fine.
    for _ in 0..2 {
        let config = CreateCollection::new("cities").vectors_config(VectorParams::new(2, Distance::Dot));
        match client.create_collection(config).await {
            Err(error) if error.is_already_exists() => println!("it was there"),
            other => println!("created: {}", other?),
        }
    }

    // What does not exist is `None` to many programs.
    println!("point 7: {:?}", find(&client, 7).await?);

    // A request that cannot be right is refused before anything is sent, with the place.
    let bad = PointStruct::new(1, [f32::NAN, 1.0], [("city", "Berlin")]);
    if let Err(error) = client.upsert_points(UpsertPoints::new("cities", [bad])).await {
        println!("{} at {}", error.kind(), error.field().unwrap_or("an unknown place"));
    }

    // Nobody listens there, and an upload that fails says how far it came.
    let nowhere = Qdrant::from_url("http://127.0.0.1:9")
        .timeout(Duration::from_secs(5))
        .retry(RetryPolicy::none())
        .check_compatibility(false)
        .build()?;
    let points = (0..10_u64).map(|id| PointStruct::new(id, [0.0, 1.0], [("city", "Berlin")]));
    if let Err(error) = nowhere.upload_points("cities", points).batch_size(5).await {
        let progress = error.progress();
        println!("{}: to go on from point {}", advice(error.error()), progress.resume_from);
    }
    client.close().await
}

async fn find(client: &Qdrant, id: u64) -> Result<Option<String>, Error> {
    match client.get_point(GetPoint::new("cities", id)).await {
        Ok(point) => Ok(Some(point.payload["city"].to_string())),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// What a program does next.
fn advice(error: &Error) -> &'static str {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "kinds may be added, and most need no advice of their own"
    )]
    match error.kind() {
        ErrorKind::Unauthenticated | ErrorKind::PermissionDenied => "look at the key",
        ErrorKind::Config | ErrorKind::FeatureDisabled => "look at the configuration",
        ErrorKind::InsufficientStorage => "make room on the server",
        _ if error.is_retryable() => "try again later",
        _ => "report it",
    }
}
