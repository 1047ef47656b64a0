//! Classifies handwritten digits by their nearest neighbours, in an embedded engine or on a server.
//!
//! Without arguments it needs no server. `--url` takes it to one, `--prefer-grpc` over gRPC. It works in a collection named
//! `quickstart-digits`, which it deletes at its beginning and at its end.

#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Read;

use clap::Parser;
use flate2::read::GzDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use qdrant_client::{
    Condition, CreateCollection, CreateFieldIndexCollection, Distance, FacetCounts, FacetValue, Filter,
    PayloadSchemaType, PointStruct, Qdrant, QdrantBuilder, QueryBatchPoints, QueryPoints, ScoredPoint,
    SearchParams, VectorParams,
};

/// 1,797 pictures of 8 by 8 pixels: 64 values from 0 to 16 and the digit, without a header.
const DIGITS: &[u8] = include_bytes!("../data/digits.csv.gz");
const COLLECTION: &str = "quickstart-digits";
const NEIGHBOURS: u64 = 5;

/// Classifies handwritten digits with Qdrant.
#[derive(Parser)]
struct Arguments {
    /// Address of a server; without it an embedded engine in memory is used.
    #[arg(long)]
    url: Option<String>,
    /// Uses gRPC for every operation that has it.
    #[arg(long, requires = "url")]
    prefer_grpc: bool,
    /// Port for gRPC, where it is not the usual one.
    #[arg(long, requires = "prefer_grpc")]
    grpc_port: Option<u16>,
    /// API key of the server.
    #[arg(long, env = "QDRANT_API_KEY", hide_env_values = true, default_value = "")]
    api_key: String,
}

struct Digit {
    row: usize,
    label: i64,
    pixels: Vec<f32>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { url, prefer_grpc, grpc_port, api_key } = Arguments::parse();
    let client = match url {
        Some(url) => {
            let builder = Qdrant::from_url(url).prefer_grpc(prefer_grpc).api_key(api_key);
            grpc_port.into_iter().fold(builder, QdrantBuilder::grpc_port).build()?
        }
        None => Qdrant::in_memory()?,
    };

    // Every fifth row is held out, to see how well the others tell what it is.
    let (held_out, known): (Vec<_>, Vec<_>) =
        read_digits()?.into_iter().partition(|digit| digit.row % 5 == 0);

    client.delete_collection(COLLECTION).await?;
    let vectors = VectorParams::new(64, Distance::Cosine);
    client.create_collection(CreateCollection::new(COLLECTION).vectors_config(vectors)).await?;
    upload(&client, &known).await?;
    for (field, schema) in [("label", PayloadSchemaType::Integer), ("row", PayloadSchemaType::Integer)] {
        client
            .create_field_index(CreateFieldIndexCollection::new(COLLECTION, field, schema).wait(true))
            .await?;
    }
    println!("{} digits uploaded, {} held out", known.len(), held_out.len());

    let right = classify(&client, &held_out).await?;
    let share = 100.0 * right as f64 / held_out.len() as f64;
    println!("{right} of {} classified rightly by {NEIGHBOURS} neighbours: {share:.1} %", held_out.len());

    filtered(&client, &held_out[0]).await?;
    count_labels(&client).await?;
    draw_neighbours(&client, &held_out[2]).await?;

    client.delete_collection(COLLECTION).await?;
    client.close().await?;
    Ok(())
}

fn read_digits() -> Result<Vec<Digit>, Box<dyn Error>> {
    let mut text = String::new();
    GzDecoder::new(DIGITS).read_to_string(&mut text)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut digits = Vec::new();
    for (row, record) in reader.records().enumerate() {
        let mut pixels = record?.iter().map(str::parse).collect::<Result<Vec<f32>, _>>()?;
        let label = pixels.pop().ok_or("a row without values")?;
        #[expect(clippy::cast_possible_truncation, reason = "the label is a whole number from 0 to 9")]
        digits.push(Digit { row, label: label as i64, pixels });
    }
    Ok(digits)
}

async fn upload(client: &Qdrant, digits: &[Digit]) -> Result<(), Box<dyn Error>> {
    let points: Vec<_> = digits
        .iter()
        .map(|digit| {
            let payload = [("label", digit.label), ("row", digit.row as i64)];
            PointStruct::new(digit.row as u64, digit.pixels.clone(), payload)
        })
        .collect();
    let bar = ProgressBar::new(points.len() as u64)
        .with_style(ProgressStyle::with_template("uploading {bar:40} {pos}/{len}")?);
    let shown = bar.clone();
    client
        .upload_points(COLLECTION, points)
        .batch_size(100)
        .parallel(2)
        .on_progress(move |progress| shown.set_position(progress.points))
        .await?;
    bar.finish_and_clear();
    Ok(())
}

async fn classify(client: &Qdrant, digits: &[Digit]) -> Result<usize, Box<dyn Error>> {
    let mut right = 0;
    for batch in digits.chunks(60) {
        let queries: Vec<_> = batch.iter().map(nearest).collect();
        let results = client.query_batch(QueryBatchPoints::new(COLLECTION, queries)).await?;
        right +=
            batch.iter().zip(&results).filter(|(digit, found)| majority(found) == Some(digit.label)).count();
    }
    Ok(right)
}

fn nearest(digit: &Digit) -> QueryPoints {
    QueryPoints::new(COLLECTION)
        .query(digit.pixels.clone())
        .params(SearchParams::default().exact(true))
        .limit(NEIGHBOURS)
        .with_payload(true)
}

fn label(point: &ScoredPoint) -> Option<i64> {
    point.payload["label"].as_i64()
}

/// The label that most neighbours have; the smaller one where two are level.
fn majority(neighbours: &[ScoredPoint]) -> Option<i64> {
    let mut votes = BTreeMap::<i64, usize>::new();
    for label in neighbours.iter().filter_map(label) {
        *votes.entry(label).or_default() += 1;
    }
    votes.into_iter().rev().max_by_key(|(_, count)| *count).map(|(label, _)| label)
}

async fn filtered(client: &Qdrant, digit: &Digit) -> Result<(), Box<dyn Error>> {
    let others = Filter::must([Condition::range("row", ..100.0)])
        .and_must_not([Condition::matches("label", digit.label)]);
    let query = nearest(digit).filter(others).limit(3);
    println!("\nRow {} is a {}. The nearest among the first 100 rows that are none:", digit.row, digit.label);
    for point in client.query(query).await? {
        println!("  row {:>3}  label {}  score {:.4}", point.id, point.payload["label"], point.score);
    }
    Ok(())
}

async fn count_labels(client: &Qdrant) -> Result<(), Box<dyn Error>> {
    let hits = client.facet(FacetCounts::new(COLLECTION, "label").limit(10).exact(true)).await?;
    let mut counts: Vec<_> = hits
        .into_iter()
        .filter_map(|hit| match hit.value {
            FacetValue::Integer(label) => Some((label, hit.count)),
            FacetValue::String(_) | FacetValue::Bool(_) => None,
        })
        .collect();
    counts.sort_unstable();
    println!("\nDigits by label:");
    for (label, count) in counts {
        println!("  {label}  {count:>3}  {}", "#".repeat(usize::try_from(count / 5)?));
    }
    Ok(())
}

async fn draw_neighbours(client: &Qdrant, digit: &Digit) -> Result<(), Box<dyn Error>> {
    let found = client.query(nearest(digit).limit(3).with_vectors(true)).await?;
    // Cosine collections keep vectors at length one, so each picture is scaled to its brightest pixel.
    let mut pictures = vec![(format!("row {}: {}", digit.row, digit.label), digit.pixels.clone())];
    for point in &found {
        if let Some(pixels) =
            point.vectors.as_ref().and_then(|vectors| vectors.get("")).and_then(|vector| vector.as_dense())
        {
            pictures.push((format!("row {}: {}", point.id, point.payload["label"]), pixels.to_vec()));
        }
    }
    println!("\nA digit and its nearest neighbours:");
    println!("  {}", pictures.iter().map(|(title, _)| format!("{title:<18}")).collect::<String>().trim_end());
    for line in 0..8 {
        let row: String = pictures.iter().map(|(_, pixels)| format!("{}  ", shade(pixels, line))).collect();
        println!("  {}", row.trim_end());
    }
    Ok(())
}

/// One of the eight lines of a picture, two characters a pixel.
fn shade(pixels: &[f32], line: usize) -> String {
    const SHADES: [&str; 5] = ["  ", "..", "++", "##", "@@"];
    let brightest = pixels.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    pixels
        .iter()
        .skip(line * 8)
        .take(8)
        .map(|pixel| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 4")]
            let shade = (pixel / brightest * 4.0).round().clamp(0.0, 4.0) as usize;
            SHADES[shade]
        })
        .collect()
}
