//! Parameters of a search.

use qdrant_core::{AcornSearchParams, Error, IdfParams, QuantizationSearchParams, SearchParams};

use crate::engine;
use crate::failure::unsupported;

pub(super) fn search_params(params: Option<SearchParams>) -> Result<Option<engine::SearchParams>, Error> {
    let Some(mut params) = params else {
        return Ok(None);
    };
    match params.idf.take() {
        // This is all that the engine knows.
        None | Some(IdfParams { corpus: None }) => {}
        Some(IdfParams { corpus: Some(_) }) => {
            return Err(unsupported("idf.corpus", "statistics over a filter"));
        }
    }
    if let Some(QuantizationSearchParams { oversampling: Some(factor), .. }) = params.quantization
        && factor < 1.0
    {
        return Err(Error::invalid(
            "quantization.oversampling",
            format!("value {factor} invalid, must be 1.0 or larger"),
        ));
    }
    if let Some(AcornSearchParams { max_selectivity: Some(share), .. }) = params.acorn
        && !(0.0..=1.0).contains(&share)
    {
        let text = format!("value {share} invalid, must be from 0.0 to 1.0");
        return Err(Error::invalid("acorn.max_selectivity", text));
    }
    serde_json::to_value(&params).and_then(serde_json::from_value).map(Some).map_err(|error| {
        Error::new(qdrant_core::ErrorKind::InvalidRequest, format!("the engine does not take them: {error}"))
            .with_source(error)
    })
}

#[cfg(test)]
mod tests {
    use qdrant_core::Filter;

    use super::*;

    #[test]
    fn every_parameter_arrives() {
        let params = SearchParams::default()
            .hnsw_ef(64)
            .exact(true)
            .indexed_only(true)
            .quantization(QuantizationSearchParams::default().ignore(true).rescore(false).oversampling(2.0))
            .acorn(AcornSearchParams::default().enable(true).max_selectivity(0.25))
            .idf(IdfParams::default());
        let translated = search_params(Some(params)).unwrap().unwrap();
        assert_eq!((translated.hnsw_ef, translated.exact, translated.indexed_only), (Some(64), true, true));
        let quantization = translated.quantization.unwrap();
        let expected = (true, Some(false), Some(2.0));
        assert_eq!((quantization.ignore, quantization.rescore, quantization.oversampling), expected);
        assert!(translated.acorn.unwrap().enable);
    }

    #[test]
    fn what_would_harm_the_engine_is_refused() {
        let quantization = QuantizationSearchParams::default().oversampling(-1.0);
        let error = search_params(Some(SearchParams::default().quantization(quantization))).unwrap_err();
        assert_eq!(error.field(), Some("quantization.oversampling"));
        let corpus = IdfParams::default().corpus(Filter::default());
        assert!(search_params(Some(SearchParams::default().idf(corpus))).unwrap_err().is_unsupported());
    }
}
