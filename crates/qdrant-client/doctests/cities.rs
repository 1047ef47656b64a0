// Included by the examples of the docs that run: an embedded engine with a little data.

mod cities {
    use qdrant_client::{
        CreateCollection, CreateFieldIndexCollection, Distance, Error, Payload, PayloadSchemaType, PointStruct,
        Qdrant, SparseVectorParams, VectorParams,
    };

    /// Runs an example; without the cargo feature `embedded` it is only compiled, unless the environment forbids it.
    pub fn example(example: impl AsyncFnOnce(Qdrant) -> Result<(), Error>) -> Result<(), Error> {
        if !cfg!(feature = "embedded") {
            let must_run = std::env::var_os("QDRANT_EXAMPLES_MUST_RUN").is_some();
            assert!(!must_run, "the examples were built without the cargo feature `embedded`");
            return Ok(());
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime for the example").block_on(async {
            let client = Qdrant::in_memory()?;
            fill(&client).await?;
            example(client.clone()).await?;
            client.close().await
        })
    }

    async fn fill(client: &Qdrant) -> Result<(), Error> {
        let cities = client.collection("cities");
        cities.create(CreateCollection::new(&cities).vectors_config(VectorParams::new(4, Distance::Dot))).await?;
        let city = |id: u64, vector: [f32; 4], city: &str, country: &str| {
            PointStruct::new(id, vector, Payload::from([("city", city), ("country", country)]))
        };
        let points = vec![
            city(1, [0.05, 0.61, 0.76, 0.74], "Berlin", "Germany"),
            city(2, [0.19, 0.81, 0.75, 0.11], "London", "Great Britain"),
            city(3, [0.36, 0.55, 0.47, 0.94], "Hamburg", "Germany"),
            city(4, [0.18, 0.01, 0.85, 0.80], "Paris", "France"),
        ];
        cities.upsert(points).await?;
        let index = CreateFieldIndexCollection::new("cities", "country", PayloadSchemaType::Keyword);
        client.create_field_index(index.wait(true)).await?;

        let photos = client.collection("photos");
        let config = CreateCollection::new(&photos)
            .vectors_config([("image", VectorParams::new(2, Distance::Cosine))])
            .sparse_vectors_config([("words", SparseVectorParams::default())]);
        photos.create(config).await?;
        let photo = |id: u64, image: [f32; 2]| PointStruct::new(id, [("image", image.to_vec())], Payload::new());
        photos.upsert(vec![photo(1, [0.8, 0.2]), photo(2, [0.1, 0.9])]).await?;
        Ok(())
    }
}
