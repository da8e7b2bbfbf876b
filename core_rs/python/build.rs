//! Keeps a release from being built without its dashboard.

use std::env;
use std::path::Path;

const PAGE: &str = "../../abutre/adapters/web/static/index.html";

fn main() {
    // A file that is missing counts as changed: this is asked again until the page is there.
    println!("cargo::rerun-if-changed={PAGE}");
    let release = env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    let wanted = env::var_os("ABUTRE_WITHOUT_DASHBOARD").is_none();
    if release && wanted && !Path::new(PAGE).exists() {
        println!(
            "cargo::error=this release has no dashboard: run `make dashboard` first, \
             or set ABUTRE_WITHOUT_DASHBOARD=1 for a build that stays on this machine"
        );
    }
}
