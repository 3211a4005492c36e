//! A window: a mirror, an eye on the counter, and a screen.

use crate::shell::{Core, Gone, Message, ToWindow};
use oriel_query::{Key, Looks, Mirror, Moves, Observer, Select, WindowId};
use tokio::sync::{mpsc, watch};

/// The count on the screen, and whether it is shown in advance.
pub(crate) type Shows = Option<(u64, bool)>;

/// What every window here shows.
pub(crate) fn counter() -> Key {
    Key::named("counter")
}

struct Window {
    name: &'static str,
    core: Core,
    mirror: Mirror,
    eye: Observer<u64>,
    screen: watch::Sender<Shows>,
}

/// Opens a window; what it shows can be watched.
pub(crate) fn open(name: &'static str, core: &Core) -> watch::Receiver<Shows> {
    let (screen, watched) = watch::channel(None);
    let count = Select::new(|data| data["count"].as_u64().ok_or_else(|| "there is no count".to_owned()));
    let eye = Observer::new(count, Looks::DATA | Looks::OPTIMISTIC);
    let window = Window { name, core: core.clone(), mirror: Mirror::new(true), eye, screen };
    // It ends with the shell.
    tokio::spawn(window.live());
    watched
}

impl Window {
    async fn live(mut self) -> Result<(), Gone> {
        let (sender, mut from_core) = mpsc::unbounded_channel();
        self.core.send(Message::Open(self.id(), sender))?;
        let moves = self.mirror.mount(&counter());
        self.follow(moves)?;
        while let Some(message) = from_core.recv().await {
            let moves = match message {
                ToWindow::Answer(call, answer) => self.mirror.answered(&call, answer),
                ToWindow::Notes(notes, complete) => self.mirror.notes(&notes, complete),
            };
            self.follow(moves)?;
        }
        Ok(())
    }

    /// Carries the mirror's calls to the shell, and paints what looks different now.
    fn follow(&mut self, moves: Moves) -> Result<(), Gone> {
        for call in moves.calls {
            self.core.send(Message::Call(self.id(), call))?;
        }
        for key in moves.repaint {
            let Some(view) = self.mirror.view(&key) else { continue };
            if self.eye.moved(view, None) {
                let shown = self.eye.show(view, None);
                let Some(count) = shown.part else { continue };
                let in_advance = shown.status.optimistic;
                println!("[{:<6}] shows {count}{}", self.name, if in_advance { ", not confirmed yet" } else { "" });
                self.screen.send_replace(Some((*count, in_advance)));
            }
        }
        Ok(())
    }

    fn id(&self) -> WindowId {
        self.name.into()
    }
}
