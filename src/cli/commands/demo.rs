//! `mizan demo`: sample deliveries → warehouse → index → pages, in one command.

mod people;

use std::fs;
use std::process::ExitCode;

use mizan_api::{ServeOptions, serve as start};
use mizan_build::{Edition, IngestRequest};
use mizan_domain::national_id::Profile;

use crate::arguments::{Common, DemoOptions};
use crate::commands::{ingest, link, serve, synth};
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &DemoOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let mut installation = common.open()?;
    installation.settings.ingest.profile = Profile::Synthetic;
    let deliveries =
        installation.home.root().join("demo").join(format!("people-{}", options.people));
    if !deliveries.exists() {
        // Written aside and renamed, so that a kill leaves no half market behind.
        let aside = deliveries.with_extension("part");
        let truth = deliveries.with_extension("truth");
        for folder in [&aside, &truth] {
            if folder.exists() {
                fs::remove_dir_all(folder)?;
            }
        }
        let mut market = mizan_synth::SynthOptions::new(&aside);
        market.people = options.people;
        market.truth = Some(truth);
        synth::generate(&market, printer)?;
        fs::rename(&aside, &deliveries)?;
    }
    let request = IngestRequest { paths: vec![deliveries], ..IngestRequest::default() };
    let results = ingest::take_in(&installation, &request, printer).await?;
    if ingest::has_news(&results) {
        printer.note(&ingest::summary(&results));
    }
    if ingest::is_blocked(&results) {
        return ingest::report(&installation, &results, printer).await;
    }
    let report = installation.build(&|progress| printer.progress(progress)).await?;
    printer.end_step();
    link::note(&report.links, printer);
    if installation.vintages().released()?.is_none_or(|released| released.id != report.vintage) {
        installation.vintages().release(&installation.vintage(Edition::Published)?.id)?;
    }
    printer.note(&format!(
        "vintage {}: {} tables, {} rows",
        report.vintage, report.tables, report.rows
    ));
    let accounts = people::accounts(&installation).await?;
    if options.no_serve {
        return Ok(ExitCode::SUCCESS);
    }
    let server = ServeOptions {
        address: installation.settings.serve.address.clone(),
        port: options.port,
        is_released: false,
        is_sample: true,
        stops_with_stdin: false,
        launch: serve::launch(common),
    };
    start(installation, server, &|address| {
        printer.raw(&format!(
            "\n  job seeker      الباحث عن عمل   http://{address}/jobs\n  \
             trainer         المدرب          http://{address}/cohorts\n  \
             decision-maker  صانع القرار     http://{address}/market\n\n\
             English: put /en before the path. Stop with Ctrl-C.\n\n  \
             Sign in at http://{address}/sign-in as\n{accounts}"
        ));
    })
    .await?;
    Ok(ExitCode::SUCCESS)
}
