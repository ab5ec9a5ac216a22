//! The picture of the table: ours against the peers.

use std::path::Path;

use anyhow::anyhow;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::row::{Row, Target, Verdict};

const WIDTH: i32 = 960;
/// The height of a line.
const LINE: i32 = 20;
/// What stands above the lines: the title, the legend and the scale.
const TOP: i32 = 84;
const BOTTOM: i32 = 12;
/// Where the columns begin.
const HEADING: i32 = 16;
const NAME: i32 = 28;
const PEER: i32 = 322;
const BARS: i32 = 528;
/// Where the columns of figures end.
const FIGURE: i32 = 900;
const LIMIT: i32 = 944;
/// The width of a ratio of 1.
const ONE: f64 = 160.0;
/// The right end of the scale: a longer bar is cut, and its figure still tells.
const MOST: f64 = 2.0;

const INK: RGBColor = RGBColor(24, 24, 27);
const GREY: RGBColor = RGBColor(95, 99, 104);
const GRID: RGBColor = RGBColor(218, 220, 224);
const MET: RGBColor = RGBColor(46, 125, 80);
const MISSED: RGBColor = RGBColor(190, 72, 50);

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Painted = Result<(), Box<dyn std::error::Error>>;

/// Draws the lines that are held against a peer.
pub(crate) fn draw(rows: &[Row], file: &Path) -> anyhow::Result<()> {
    let lines = lines(rows);
    let height = TOP + i32::try_from(lines.len())? * LINE + BOTTOM;
    let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
    let root = SVGBackend::new(file, size).into_drawing_area();
    paint(&root, &lines, height).map_err(|error| anyhow!("drawing {}: {error}", file.display()))
}

/// A line of the picture.
enum Line<'a> {
    Heading(&'a str),
    Figure {
        row: &'a Row,
        ratio: f64,
        limit: f64,
    },
}

/// The rows that are drawn, under the names of their benchmarks.
fn lines(rows: &[Row]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut bench = "";
    for row in rows {
        let (Some(ratio), Target::Ratio(limit)) = (row.ratio, row.target) else {
            continue;
        };
        if row.bench != bench {
            bench = &row.bench;
            lines.push(Line::Heading(heading(bench)));
        }
        lines.push(Line::Figure { row, ratio, limit });
    }
    lines
}

/// What a benchmark is about.
fn heading(bench: &str) -> &str {
    match bench {
        "regen" => "Generating the crate",
        "generated" => "The generated types",
        "sse" => "Framing of event streams",
        "chunk" => "From bytes to typed chunks",
        "stream" => "A stream, end to end",
        "latency" => "Latency",
        "plain" => "A plain completion, end to end",
        "memory" => "Memory",
        "weight" => "What the crate weighs",
        other => other,
    }
}

fn paint(root: &Area<'_>, lines: &[Line<'_>], height: i32) -> Painted {
    root.fill(&WHITE)?;
    legend(root)?;
    scale(root, height)?;
    let mut top = TOP;
    for line in lines {
        let middle = top + LINE / 2;
        match line {
            Line::Heading(text) => write(root, text, (HEADING, middle + 2), 13, INK, HPos::Left)?,
            Line::Figure { row, ratio, limit } => {
                write(root, &row.name, (NAME, middle), 12, INK, HPos::Left)?;
                write(root, &row.peer, (PEER, middle), 12, GREY, HPos::Left)?;
                bar(root, row, *ratio, *limit, top)?;
                let figure = format!("{ratio:.2}");
                write(root, &figure, (FIGURE, middle), 12, INK, HPos::Right)?;
                let limit = format!("{limit}");
                write(root, &limit, (LIMIT, middle), 12, GREY, HPos::Right)?;
            }
        }
        top += LINE;
    }
    root.present()?;
    Ok(())
}

fn legend(root: &Area<'_>) -> Painted {
    let title = "What ours costs, where the peer's is 1: less is better";
    write(root, title, (HEADING, 22), 16, INK, HPos::Left)?;
    let middle = 46;
    for (left, color, text) in [
        (HEADING, MET, "target met"),
        (HEADING + 96, MISSED, "target missed"),
    ] {
        let corners = [(left, middle - 5), (left + 10, middle + 5)];
        root.draw(&Rectangle::new(corners, color.filled()))?;
        write(root, text, (left + 16, middle), 12, INK, HPos::Left)?;
    }
    let left = HEADING + 212;
    mark(root, left, middle - 7, middle + 7)?;
    write(root, "the target", (left + 8, middle), 12, INK, HPos::Left)?;
    let middle = TOP - 14;
    for (left, text, color) in [(NAME, "figure", GREY), (PEER, "peer", GREY)] {
        write(root, text, (left, middle), 12, color, HPos::Left)?;
    }
    write(root, "ratio", (FIGURE, middle), 12, INK, HPos::Right)?;
    write(root, "\u{2264}", (LIMIT, middle), 12, GREY, HPos::Right)
}

/// The lines behind the bars, with their ratios above them.
fn scale(root: &Area<'_>, height: i32) -> Painted {
    for (ratio, text) in [
        (0.0, "0"),
        (0.5, "0.5"),
        (1.0, "1"),
        (1.5, "1.5"),
        (2.0, "2"),
    ] {
        let at = place(ratio);
        let color = if text == "1" { GREY } else { GRID };
        let line = vec![(at, TOP - 4), (at, height - BOTTOM)];
        root.draw(&PathElement::new(line, color.stroke_width(1)))?;
        write(root, text, (at, TOP - 14), 12, GREY, HPos::Center)?;
    }
    Ok(())
}

fn bar(root: &Area<'_>, row: &Row, ratio: f64, limit: f64, top: i32) -> Painted {
    let color = if row.verdict == Verdict::Met {
        MET
    } else {
        MISSED
    };
    let (above, below) = (top + 4, top + LINE - 4);
    let corners = [(BARS, above), (place(ratio), below)];
    root.draw(&Rectangle::new(corners, color.filled()))?;
    if ratio > MOST {
        // Cut through, close to its end.
        let end = place(MOST) - 14;
        let line = vec![(end, below + 1), (end + 6, above - 1)];
        root.draw(&PathElement::new(line, WHITE.stroke_width(4)))?;
    }
    mark(root, place(limit), top + 1, top + LINE - 1)
}

fn mark(root: &Area<'_>, at: i32, above: i32, below: i32) -> Painted {
    let line = vec![(at, above), (at, below)];
    root.draw(&PathElement::new(line, INK.stroke_width(2)))?;
    Ok(())
}

/// Where a ratio is, from the left.
#[allow(clippy::cast_possible_truncation, reason = "a few hundred pixels")]
fn place(ratio: f64) -> i32 {
    BARS + (ratio.clamp(0.0, MOST) * ONE).round() as i32
}

/// Text of a size in pixels; the backend takes another measure of it.
fn write(
    root: &Area<'_>,
    text: &str,
    at: (i32, i32),
    pixels: u32,
    color: RGBColor,
    side: HPos,
) -> Painted {
    let style = ("sans-serif", f64::from(pixels) * 1.24)
        .into_font()
        .color(&color)
        .pos(Pos::new(side, VPos::Center));
    root.draw(&Text::new(text.to_owned(), at, style))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::Series;

    #[test]
    fn bars_are_as_long_as_their_ratios() {
        let series = |value| Series(vec![value]);
        let row = |bench, name, ours, limit| {
            let peer = ("peer", &series(2.0));
            Row::versus(bench, name, "ns", &series(ours), peer, Target::Ratio(limit))
        };
        let rows = [
            row("sse", "half", 1.0, 1.0),
            row("sse", "far too much", 20.0, 1.5),
            Row::not_run("sse", "not drawn", "why"),
            row("plain", "as much", 2.0, 0.5),
        ];
        let file = std::env::temp_dir().join(format!("grid-bench-{}.svg", std::process::id()));
        draw(&rows, &file).unwrap();
        let picture = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        assert!(!picture.contains("not drawn"));
        assert!(picture.contains("Framing of event streams"));
        for (width, color) in [(80, "#2E7D50"), (320, "#BE4832"), (160, "#BE4832")] {
            let bar = |line: &&str| {
                line.contains(&format!("x=\"{BARS}\""))
                    && line.contains(&format!("width=\"{width}\""))
                    && line.contains(color)
            };
            assert_eq!(picture.lines().filter(bar).count(), 1, "{picture}");
        }
    }
}
