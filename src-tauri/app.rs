//! Tauri, from start to the last closed window.

use crate::house::House;
use crate::{Error, commands, editing, windows};
use std::path::PathBuf;
use std::process::ExitCode;
use tauri::{Manager as _, RunEvent, WindowEvent};
use tokio::runtime::Runtime;

/// Opens a board in windows, and ends when the last of them is closed.
pub(crate) fn run(runtime: &Runtime, board: Option<PathBuf>, profile: Option<String>) -> Result<ExitCode, Error> {
    display()?;
    // Tauri's commands and our sessions live on one runtime.
    tauri::async_runtime::set(runtime.handle().clone());
    let app = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![
            commands::open,
            commands::mount,
            commands::unmount,
            commands::fetch,
            commands::more,
            commands::text,
            commands::in_sight,
            commands::show,
            commands::focus,
            commands::choose,
            commands::keep,
            commands::act,
            commands::withdraw,
            commands::sign_in,
            commands::sign_out,
            commands::retry,
            commands::read_again,
            commands::open_window,
        ])
        .setup(|app| {
            windows::open_first(app.handle(), &app.state::<House>())?;
            editing::watch(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!())?;
    let shelves = shelves(&app);
    let house = runtime.block_on(async {
        match board {
            Some(file) => House::with_board(file, profile, shelves),
            None => House::with_sample().await,
        }
    })?;
    // Windows are opened by `setup`, when the application runs.
    app.manage(house);
    let code = app.run_return(|app, event| match event {
        RunEvent::WindowEvent { label, event: WindowEvent::Destroyed, .. } => windows::gone(app, &label),
        // On some systems the process ends right after this.
        RunEvent::Exit => {
            if let Some(session) = app.state::<House>().session() {
                tauri::async_runtime::block_on(session.close());
            }
        }
        _ => {}
    });
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

/// Where what outlives the program is kept: `shelves` in the person's own folder for Oriel's data.
fn shelves(app: &tauri::App) -> Option<PathBuf> {
    match app.path().app_local_data_dir() {
        Ok(folder) => Some(folder.join("shelves")),
        Err(error) => {
            tracing::warn!(%error, "there is no folder for data: nothing is kept on disk");
            None
        }
    }
}

/// Without a display GTK ends the process from the inside: say it first, and say what helps.
#[cfg(target_os = "linux")]
fn display() -> Result<(), Error> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("DISPLAY") || set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    Err("there is no display to open windows on; `oriel tail BOARD` follows a board in the terminal, \
         and in Oriel's own repository `cargo xtask run` brings a display along"
        .into())
}

#[cfg(not(target_os = "linux"))]
fn display() -> Result<(), Error> {
    Ok(())
}
