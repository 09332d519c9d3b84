//! `mizan lineage`: draws which table is made from which.

use std::process::ExitCode;

use anyhow::bail;
use mizan_catalog::{Catalog, Project, lineage_markdown, lineage_tree, nearest};

use crate::arguments::{Common, LineageOptions};
use crate::printer::Printer;

pub(crate) fn run(
    common: &Common,
    options: &LineageOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let project = common.project.clone().map_or(Project::Embedded, Project::Folder);
    let catalog = Catalog::load(&project).map_err(mizan_build::Error::from)?;
    let Some(table) = &options.table else {
        printer.raw(&lineage_markdown(&catalog));
        return Ok(ExitCode::SUCCESS);
    };
    let Some(tree) = lineage_tree(&catalog, table) else {
        let known = catalog.models.iter().map(|model| model.name.as_str());
        match nearest(table, known) {
            Some(name) => bail!("no model makes table `{table}`; did you mean `{name}`?"),
            None => bail!("no model makes table `{table}`"),
        }
    };
    printer.raw(&tree);
    Ok(ExitCode::SUCCESS)
}
