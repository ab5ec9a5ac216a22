//! The picture of the table: ours against the peers.

use std::path::Path;

use anyhow::anyhow;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::row::{Row, Target, Verdict};

const WIDTH: u32 = 960;
const LINE: u32 = 22;
const MARGIN: u32 = 44;
/// Where the bars begin; the names stand left of it.
const BARS: f64 = 0.0;
/// The right end of the scale: a ratio beyond it is cut, and its figure still tells.
const MOST: f64 = 2.0;
const MET: RGBColor = RGBColor(46, 125, 80);
const MISSED: RGBColor = RGBColor(190, 72, 50);
const PEER: RGBColor = RGBColor(90, 90, 90);

/// Draws the lines that are held against a peer.
pub(crate) fn draw(rows: &[Row], file: &Path) -> anyhow::Result<()> {
    let rows: Vec<&Row> = rows
        .iter()
        .filter(|row| row.ratio.is_some() && matches!(row.target, Target::Ratio(_)))
        .collect();
    let count = u32::try_from(rows.len())?;
    let root = SVGBackend::new(file, (WIDTH, count * LINE + 2 * MARGIN)).into_drawing_area();
    paint(&root, &rows).map_err(|error| anyhow!("drawing {}: {error}", file.display()))
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Scaled<'a> = DrawingArea<SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Painted = Result<(), Box<dyn std::error::Error>>;

fn paint(root: &Area<'_>, rows: &[&Row]) -> Painted {
    root.fill(&WHITE)?;
    let style = |size: u32, color: &RGBColor, pos: HPos| {
        ("sans-serif", size)
            .into_font()
            .color(color)
            .pos(Pos::new(pos, VPos::Center))
    };
    let title = "The cost of ours, the peer's being 1 (less is better; | is the target)";
    root.draw(&Text::new(title, (16, 20), style(16, &BLACK, HPos::Left)))?;
    let area = root.clone().shrink(
        (440, MARGIN),
        (WIDTH - 440 - 60, u32::try_from(rows.len())? * LINE),
    );
    let bottom = f64::from(u32::try_from(rows.len())?);
    let scaled = area.apply_coord_spec(Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
        BARS..MOST,
        0.0..bottom,
        (
            0..i32::try_from(WIDTH - 500)?,
            0..i32::try_from(u32::try_from(rows.len())? * LINE)?,
        ),
    ));
    for (row, at) in rows.iter().zip(0_u32..) {
        let middle = i32::try_from(MARGIN + at * LINE + LINE / 2)?;
        let name = format!("{}: {}  (x {})", row.bench, row.name, row.peer);
        root.draw(&Text::new(
            name,
            (430, middle),
            style(12, &BLACK, HPos::Right),
        ))?;
        bar(&scaled, row, f64::from(at))?;
        let figure = format!("{:.2}", row.ratio.unwrap_or_default());
        root.draw(&Text::new(
            figure,
            (i32::try_from(WIDTH)? - 50, middle),
            style(12, &BLACK, HPos::Left),
        ))?;
    }
    scaled.draw(&PathElement::new(
        vec![(1.0, 0.0), (1.0, bottom)],
        PEER.stroke_width(1),
    ))?;
    root.present()?;
    Ok(())
}

fn bar(scaled: &Scaled<'_>, row: &Row, top: f64) -> Painted {
    let color = if row.verdict == Verdict::Met {
        MET
    } else {
        MISSED
    };
    let end = row.ratio.unwrap_or_default().clamp(0.0, MOST);
    scaled.draw(&Rectangle::new(
        [(BARS, top + 0.2), (end, top + 0.8)],
        color.filled(),
    ))?;
    if let Target::Ratio(limit) = row.target {
        scaled.draw(&PathElement::new(
            vec![(limit, top + 0.05), (limit, top + 0.95)],
            BLACK.stroke_width(2),
        ))?;
    }
    Ok(())
}
