//! Reads all points to find where conditions hold.

use std::collections::{BTreeSet, HashMap};

use qdrant_core::{Error, PointId};

use super::wanted::{Found, Texts, Wanted, is_in_slice};
use crate::convert::{json_root, point_id};
use crate::engine::{JsonPath, Payload, Record, ScrollRequest, Shard, WithPayloadInterface, WithVector};
use crate::failure::unsupported;

/// Points that are read at a time, without and with their payload.
const PAGE: usize = 10_000;
const PAGE_WITH_PAYLOAD: usize = 1_000;

/// Most bytes of texts that a match in a nested filter may stand for.
const MAX_TEXT: usize = 64 << 20;

/// Finds where conditions hold; keeps ids, and texts for the elements of lists only.
pub(super) fn scan(shard: &Shard, wanted: Vec<Wanted>) -> Result<HashMap<Wanted, Found>, Error> {
    let mut found: HashMap<Wanted, Found> =
        wanted.into_iter().map(|wanted| (wanted.clone(), wanted.nothing())).collect();
    let paths: BTreeSet<JsonPath> = found
        .keys()
        .filter_map(|wanted| match wanted {
            Wanted::Slice(_) => None,
            Wanted::Text(texts) => Some(json_root(&texts.path)),
        })
        .collect();
    let (page, payload) = if paths.is_empty() {
        (PAGE, WithPayloadInterface::Bool(false))
    } else {
        (PAGE_WITH_PAYLOAD, WithPayloadInterface::Fields(paths.into_iter().collect()))
    };
    let mut text = 0;
    let mut offset = None;
    loop {
        let (records, next) = shard.scroll(ScrollRequest {
            offset,
            limit: Some(page),
            filter: None,
            with_payload: Some(payload.clone()),
            with_vector: WithVector::Bool(false),
            order_by: None,
        })?;
        for Record { id, payload, .. } in records {
            for (wanted, found) in &mut found {
                look(wanted, point_id(id), payload.as_ref(), found, &mut text)?;
            }
        }
        match next {
            Some(next) => offset = Some(next),
            None => return Ok(found),
        }
    }
}

fn look(
    wanted: &Wanted,
    id: PointId,
    payload: Option<&Payload>,
    found: &mut Found,
    text: &mut usize,
) -> Result<(), Error> {
    match (wanted, found) {
        (Wanted::Slice(slice), Found::Points(ids)) => ids.extend(is_in_slice(*slice, id).then_some(id)),
        (Wanted::Text(texts), Found::Points(ids)) => {
            let holds = payload.is_some_and(|payload| texts.matching(&payload.0).next().is_some());
            ids.extend(holds.then_some(id));
        }
        (Wanted::Text(texts), Found::Texts(values)) => {
            for value in payload.into_iter().flat_map(|payload| texts.matching(&payload.0)) {
                keep(texts, value, values, text)?;
            }
        }
        // A slice holds for points.
        (Wanted::Slice(_), Found::Texts(_)) => {}
    }
    Ok(())
}

fn keep(texts: &Texts, value: &str, values: &mut BTreeSet<String>, text: &mut usize) -> Result<(), Error> {
    if values.contains(value) {
        return Ok(());
    }
    *text = text.saturating_add(value.len()).saturating_add(size_of::<String>());
    if *text > MAX_TEXT {
        let what = format_args!(
            "match of so many different texts in a nested filter, as there are at `{}`",
            texts.path
        );
        return Err(unsupported("filter", what));
    }
    values.insert(value.to_owned());
    Ok(())
}
