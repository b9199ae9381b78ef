//! From the command line to the explorer, and to pictures of it.

use super::{Colors, Error, ExplorerArgs, Opened, Picture, Precision, RenderArgs, Switch};
use crate::{
    app::Look,
    model::Real,
    study::Session,
    ui::{self, Depth, Ending, Setup, Still},
};
use std::{io::Write, process::ExitCode};

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
    let still = match opened.precision {
        Precision::F64 => still::<f64>(opened, args),
        Precision::F32 => still::<f32>(opened, args),
    }
    .map_err(|why| Error::Script { why })?;
    let text = match args.format {
        Picture::Svg => still.svg(),
        Picture::Text => still.text(),
    };
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

fn still<T: Real>(opened: Opened, args: &RenderArgs) -> Result<Still, String> {
    let title = opened.title.clone();
    let screen = &args.screen;
    let depth = if screen.colors == Colors::Auto { Depth::True } else { depth(screen.colors) };
    let script = screen.script.as_deref().unwrap_or_default();
    Still::new(&mut session::<T>(opened, screen), &title, look(screen), depth, args.size, script)
}

fn session<T: Real>(opened: Opened, args: &ExplorerArgs) -> Session<T> {
    Session::new(opened.source, opened.options, (args.memory as usize).saturating_mul(1 << 20))
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
