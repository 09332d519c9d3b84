//! One installation: a home folder with its declarations, settings and key.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mizan_catalog::{Catalog, Project};
use mizan_ingest::VaultKey;
use mizan_taxonomy::Taxonomy;
use mizan_warehouse::{Home, Lake, Session, TableSource, Vintage, Vintages};

use crate::{Error, Result, Settings, taxonomy};

/// Which state of the tables a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Edition<'a> {
    /// The newest published vintage.
    #[default]
    Published,
    /// What has been frozen for the public.
    Released,
    /// A vintage by id.
    Id(&'a str),
}

/// Where an installation is found.
#[derive(Debug, Clone, Default)]
pub struct InstallationOptions {
    /// Home folder.
    pub home: PathBuf,
    /// Declarations.
    pub project: Project,
    /// Configuration file; `mizan.toml` of the working folder where absent.
    pub settings: Option<PathBuf>,
    /// Key file of the vault; `vault.key` of the home folder where absent.
    pub key: Option<PathBuf>,
    /// Key file of the noise on public figures; `disclosure.key` of the home folder where absent.
    pub disclosure_key: Option<PathBuf>,
    /// Whether the home folder must be there already.
    pub must_exist: bool,
}

/// A home folder with its declarations, settings and key.
#[derive(Debug, Clone)]
pub struct Installation {
    /// Folder.
    pub home: Home,
    /// Tables.
    pub lake: Lake,
    /// Declarations.
    pub catalog: Arc<Catalog>,
    /// Configuration.
    pub settings: Settings,
    project: Project,
    key: Option<PathBuf>,
    disclosure_key: Option<PathBuf>,
}

impl Installation {
    /// Opens an installation, making an empty home folder where there is none.
    pub fn open(options: &InstallationOptions) -> Result<Self> {
        let settings = Settings::load(options.settings.as_deref())?;
        let catalog = Arc::new(Catalog::load(&options.project)?);
        let home = if options.must_exist {
            Home::open_existing(&options.home)?
        } else {
            Home::open(&options.home)?
        };
        let lake = Lake::new(&home.lake());
        let (project, key) = (options.project.clone(), options.key.clone());
        let disclosure_key = options.disclosure_key.clone();
        Ok(Self { home, lake, catalog, settings, project, key, disclosure_key })
    }

    /// Whether the data here are invented, which every page then says.
    pub fn is_sample(&self) -> bool {
        self.home.root().join("demo").exists()
    }

    /// The key of the vault: environment, then file; a first one is made in the home folder.
    pub fn key(&self) -> Result<VaultKey> {
        let default = self.home.default_key();
        let path = self.key.as_deref().unwrap_or(&default);
        let is_ours = self.key.is_none() && std::env::var_os("MIZAN_KEY").is_none();
        if is_ours && !path.exists() {
            let key = VaultKey::generate()?;
            write_secret(path, &key.to_hex())?;
            return Ok(key);
        }
        Ok(VaultKey::load(path)?)
    }

    /// The key of the vault where it is at hand: configured, or in the home folder. None is made.
    pub fn key_if_present(&self) -> Result<Option<VaultKey>> {
        let is_configured = self.key.is_some() || std::env::var_os("MIZAN_KEY").is_some();
        let default = self.home.default_key();
        if !is_configured && !default.exists() {
            return Ok(None);
        }
        Ok(Some(VaultKey::load(self.key.as_deref().unwrap_or(&default))?))
    }

    /// The declarations.
    pub(crate) fn project(&self) -> &Project {
        &self.project
    }

    /// Where the key lies, and whether it lies beside the data it protects.
    pub fn key_lies_in_home(&self) -> bool {
        self.key.is_none()
            && std::env::var_os("MIZAN_KEY").is_none()
            && self.home.default_key().exists()
    }

    /// The secret of the noise on public figures; a first one is made in the home folder.
    ///
    /// It must stay the same from release to release: with another one the same cell would carry
    /// other noise, and the two together tell more than either.
    pub fn disclosure_secret(&self) -> Result<Vec<u8>> {
        let own = self.home.root().join("disclosure.key");
        let path = self.disclosure_key.as_deref().unwrap_or(&own);
        if self.disclosure_key.is_none() && !path.exists() {
            write_secret(path, &VaultKey::generate()?.to_hex())?;
        }
        let text =
            std::fs::read_to_string(path).map_err(|error| Error::io("read", path, &error))?;
        // Checked like the key of the vault: 64 hexadecimal digits.
        Ok(VaultKey::from_hex(text.trim())?.to_hex().into_bytes())
    }

    /// The taxonomy the next build will use: what was imported, or the starter the program brings.
    pub fn taxonomy(&self) -> Result<Arc<Taxonomy>> {
        taxonomy::load(&self.home, &self.project).map(Arc::new)
    }

    /// The taxonomy a vintage was built with, whatever has been imported since.
    pub fn taxonomy_of(&self, vintage: &Vintage) -> Result<Arc<Taxonomy>> {
        taxonomy::load_of(&self.home, &self.project, vintage).map(Arc::new)
    }

    /// Imports taxonomy folders beside the starter.
    pub fn import_taxonomy(&self, folders: &[PathBuf]) -> Result<mizan_taxonomy::ImportReport> {
        taxonomy::import(&self.home, &self.project, folders)
    }

    /// The vintages of this installation.
    pub fn vintages(&self) -> Vintages {
        Vintages::new(&self.home)
    }

    /// The vintage of an edition; an error where nothing has been published.
    pub fn vintage(&self, edition: Edition<'_>) -> Result<Vintage> {
        let vintages = self.vintages();
        let found = match edition {
            Edition::Published => vintages.published()?,
            Edition::Released => vintages.released()?,
            Edition::Id(id) => Some(vintages.get(id)?),
        };
        let nothing =
            || mizan_warehouse::Error::NothingPublished { path: self.home.root().to_owned() };
        Ok(found.ok_or_else(nothing)?)
    }

    /// A session over the tables of a vintage whose names pass a filter.
    pub async fn session(
        &self,
        vintage: &Vintage,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Session> {
        let session = Session::new(&self.home.staging())?;
        for (name, table) in vintage.tables.iter().filter(|(name, _)| wanted(name)) {
            let files: Vec<PathBuf> =
                table.files.iter().map(|file| self.home.root().join(file)).collect();
            if !files.is_empty() {
                session.add_table(name, TableSource::Files(files)).await?;
            }
        }
        Ok(session)
    }
}

/// Writes a secret so that only its owner can read it.
pub fn write_secret(path: &Path, text: &str) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::File::options()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| Error::io("create", path, &error))?;
    writeln!(file, "{text}")
        .and_then(|()| file.sync_all())
        .map_err(|error| Error::io("write", path, &error))
}
