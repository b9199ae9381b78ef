//! From the command line to the explorer, and to pictures of it.

use super::{Colors, Error, ExplorerArgs, Opened, Precision, Switch, args::RenderArgs};
use crate::{
    app::{App, Effect, Look, Message},
    model::Real,
    study::Session,
    ui::{self, Depth, Ending, Setup},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::{io::Write, process::ExitCode, sync::Arc};
use unicode_width::UnicodeWidthStr;

/// Opens the explorer; the exit status tells how it ended.
pub(super) fn explore(opened: Opened, args: &ExplorerArgs) -> Result<ExitCode, Error> {
    let ending = match opened.precision {
        Precision::F64 => explore_with::<f64>(opened, args),
        Precision::F32 => explore_with::<f32>(opened, args),
    };
    match ending {
        Ok(Ending::Quit) => Ok(ExitCode::SUCCESS),
        Ok(Ending::Signal(signal)) => Ok(ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX))),
        Err(error) => Err(Error::Explorer(error)),
    }
}

fn explore_with<T: Real>(opened: Opened, args: &ExplorerArgs) -> anyhow::Result<Ending> {
    let setup = Setup {
        title: opened.title.clone(),
        look: look(args),
        depth: depth(args.colors),
        script: args.script.clone().unwrap_or_default(),
    };
    ui::explore(session::<T>(opened, args), setup)
}

/// Draws one screen after the commands of `--do` and prints it.
pub(super) fn render(opened: Opened, args: &RenderArgs, out: &mut dyn Write) -> Result<(), Error> {
    let frame = match opened.precision {
        Precision::F64 => still::<f64>(opened, args),
        Precision::F32 => still::<f32>(opened, args),
    }
    .map_err(|why| Error::Script { why })?;
    let text = match args.format {
        super::args::Picture::Svg => ui::svg(&frame, args.screen.theme == crate::command::Theme::Light),
        super::args::Picture::Text => lines(&frame),
    };
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

fn still<T: Real>(opened: Opened, args: &RenderArgs) -> Result<Buffer, String> {
    let title = opened.title.clone();
    let mut session = session::<T>(opened, &args.screen);
    let mut app = App::new(title, Arc::new(session.snapshot()));
    app.look = look(&args.screen);
    let depth = if args.screen.colors == Colors::Auto { Depth::True } else { depth(args.screen.colors) };
    let (width, height) = args.size;
    let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
    let paint = |app: &mut App, frame: &mut Buffer| {
        frame.reset();
        if let Some(viewport) = ui::draw(app, depth, frame).viewport {
            app.update(Message::Viewport(viewport));
        }
    };
    paint(&mut app, &mut frame);
    for line in crate::command::split(args.screen.script.as_deref().unwrap_or_default()) {
        for effect in app.script(line)? {
            if let Effect::Order(order) = effect {
                session.obey(order);
                app.update(Message::Snapshot(Arc::new(session.snapshot())));
            }
        }
        paint(&mut app, &mut frame);
    }
    paint(&mut app, &mut frame);
    Ok(frame)
}

fn session<T: Real>(opened: Opened, args: &ExplorerArgs) -> Session<T> {
    Session::new(opened.source, opened.options, (args.memory as usize) << 20)
}

fn look(args: &ExplorerArgs) -> Look {
    Look { theme: args.theme, ascii: args.ascii, mouse: args.mouse == Switch::On, ..Look::default() }
}

fn depth(colors: Colors) -> Depth {
    match colors {
        Colors::Auto => Depth::of_environment(|name| std::env::var(name).ok()),
        Colors::True => Depth::True,
        Colors::Many => Depth::Indexed,
        Colors::Few => Depth::Named,
        Colors::None => Depth::None,
    }
}

/// A frame as text, a line each, without the blanks at their ends.
fn lines(frame: &Buffer) -> String {
    let mut text = String::new();
    for y in frame.area.top()..frame.area.bottom() {
        let mut line = String::new();
        let mut x = frame.area.left();
        while x < frame.area.right() {
            let symbol = frame[(x, y)].symbol();
            line.push_str(symbol);
            x += symbol.width().max(1) as u16;
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
