//! Other names of collections.

use qdrant_core::{
    AliasDescription, ChangeAliases, CreateAlias, DeleteAlias, Error, ListAliasesRequest,
    ListCollectionAliasesRequest, RenameAlias,
};

use crate::client::Qdrant;

impl Qdrant {
    /// Creates, renames and deletes aliases in one atomic step.
    ///
    /// # Errors
    ///
    /// `NotFound` when a collection or alias does not exist; `InvalidRequest` before anything is sent when the request
    /// cannot be right, with the path of the field; those of the transport. Then none of the actions is applied.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::{AliasOperations, ChangeAliases, CreateAlias, DeleteAlias};
    ///
    /// # client.create_alias(CreateAlias::new("photos", "production")).await?;
    /// let switch = ChangeAliases::new([
    ///     AliasOperations::from(DeleteAlias::new("production")),
    ///     CreateAlias::new("cities", "production").into(),
    /// ]);
    /// client.update_aliases(switch).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/aliases`, rpc `qdrant.Collections/UpdateAliases`.
    pub async fn update_aliases(&self, request: impl Into<ChangeAliases>) -> Result<bool, Error> {
        self.call(request.into()).await
    }

    /// Gives a collection another name.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::CreateAlias;
    ///
    /// client.create_alias(CreateAlias::new("cities", "production")).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/aliases`, rpc `qdrant.Collections/UpdateAliases`.
    pub async fn create_alias(&self, request: impl Into<CreateAlias>) -> Result<bool, Error> {
        self.call(ChangeAliases::from(request.into())).await
    }

    /// Renames an alias.
    ///
    /// # Errors
    ///
    /// `NotFound` when the alias does not exist; `InvalidRequest` before anything is sent when the request cannot be
    /// right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::RenameAlias;
    ///
    /// # client.create_alias(qdrant_client::CreateAlias::new("cities", "production")).await?;
    /// client.rename_alias(RenameAlias::new("production", "live")).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/aliases`, rpc `qdrant.Collections/UpdateAliases`.
    pub async fn rename_alias(&self, request: impl Into<RenameAlias>) -> Result<bool, Error> {
        self.call(ChangeAliases::from(request.into())).await
    }

    /// Deletes an alias; the collection stays.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` before anything is sent when the request cannot be right, with the path of the field; those of
    /// the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// # client.create_alias(qdrant_client::CreateAlias::new("cities", "production")).await?;
    /// client.delete_alias("production").await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/aliases`, rpc `qdrant.Collections/UpdateAliases`.
    pub async fn delete_alias(&self, alias_name: impl Into<DeleteAlias>) -> Result<bool, Error> {
        self.call(ChangeAliases::from(alias_name.into())).await
    }

    /// Returns the aliases of a collection.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` before anything is sent when the request cannot be right, with the path of the field; those of
    /// the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// let aliases = client.list_collection_aliases("cities").await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}/aliases`, rpc `qdrant.Collections/ListCollectionAliases`.
    pub async fn list_collection_aliases(
        &self,
        collection_name: impl Into<ListCollectionAliasesRequest>,
    ) -> Result<Vec<AliasDescription>, Error> {
        self.call(collection_name.into()).await
    }

    /// Returns the aliases of all collections.
    ///
    /// # Errors
    ///
    /// Those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// let aliases = client.list_aliases().await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /aliases`, rpc `qdrant.Collections/ListAliases`.
    pub async fn list_aliases(&self) -> Result<Vec<AliasDescription>, Error> {
        self.call(ListAliasesRequest {}).await
    }
}
