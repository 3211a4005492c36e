//! The entry of a window: mounts the application into the page.

fn main() {
    yew::Renderer::<oriel_ui::App>::new().render();
}
