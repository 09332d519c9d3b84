//! Sign-in with an identity provider: OpenID Connect, code flow with PKCE.
//!
//! The flow is small and its steps are all here: discovery, the address to go to, the exchange of the
//! code, and what is claimed about the person. Signatures and claims are checked by `jsonwebtoken`.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use sqlx::query;
use tokio::sync::Mutex;
use url::Url;

use crate::account::folded;
use crate::store::text;
use crate::{Account, Error, NewAccount, Result, Seconds, Secret, Store};

/// Time somebody has to sign in at the provider.
const FLOW_SECONDS: Seconds = 10 * 60;
/// Largest answer read from a provider.
const ANSWER_BYTES_MAX: usize = 512 * 1024;
/// Signatures accepted; all of them asymmetric.
const ALGORITHMS: [Algorithm; 6] = [
    Algorithm::RS256,
    Algorithm::PS256,
    Algorithm::RS384,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// How a provider is reached.
#[derive(Debug, Clone)]
pub struct OpenIdSettings {
    /// Address of the provider, exactly as it calls itself.
    pub issuer: String,
    /// Name of this installation there.
    pub client_id: String,
    /// Its secret; `None` for a public client.
    pub client_secret: Option<String>,
    /// Address the provider sends people back to: `https://…/sign-in/openid/return`.
    pub redirect_url: String,
}

/// A provider whose addresses are known.
#[derive(Debug)]
pub struct OpenIdClient {
    settings: OpenIdSettings,
    endpoints: Endpoints,
    http: reqwest::Client,
    keys: Mutex<Option<JwkSet>>,
}

/// Who signed in at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenIdIdentity {
    /// Provider.
    pub issuer: String,
    /// Person, as the provider numbers people.
    pub subject: String,
    /// Name as the provider shows it; may be empty.
    pub name: String,
    /// Address the provider has verified; empty where it has not.
    pub email: String,
    /// Page to go back to.
    pub return_path: String,
}

#[derive(Debug, Deserialize)]
struct Endpoints {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct TokenAnswer {
    id_token: String,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    nonce: Option<String>,
    azp: Option<String>,
    aud: Audience,
    name: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::OpenId(error.to_string())
}

impl OpenIdClient {
    /// Asks a provider for its addresses.
    pub async fn discover(settings: OpenIdSettings) -> Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            // A provider that sends us elsewhere is not the one that was configured.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| failed(&error))?;
        secure(&settings.issuer)?;
        let address =
            format!("{}/.well-known/openid-configuration", settings.issuer.trim_end_matches('/'));
        let endpoints: Endpoints = answer(http.get(&address).send().await).await?;
        if endpoints.issuer != settings.issuer {
            let message = format!(
                "the provider calls itself `{}`, not `{}`",
                endpoints.issuer, settings.issuer
            );
            return Err(Error::OpenId(message));
        }
        for address in
            [&endpoints.authorization_endpoint, &endpoints.token_endpoint, &endpoints.jwks_uri]
        {
            secure(address)?;
        }
        Ok(Self { settings, endpoints, http, keys: Mutex::new(None) })
    }

    /// Begins a sign-in: the address to send the browser to, and the state its cookie must hold.
    pub async fn begin(
        &self,
        store: &Store,
        return_path: &str,
        now: Seconds,
    ) -> Result<(String, Secret)> {
        let (state, nonce, verifier) = (Secret::new()?, Secret::new()?, Secret::new()?);
        query("delete from openid_flows where ends_at < $1")
            .bind(now)
            .execute(store.pool())
            .await?;
        query(
            "insert into openid_flows (state_hash, nonce, verifier, return_path, ends_at) \
             values ($1, $2, $3, $4, $5)",
        )
        .bind(state.hash())
        .bind(nonce.show().to_owned())
        .bind(verifier.show().to_owned())
        .bind(return_path.to_owned())
        .bind(now + FLOW_SECONDS)
        .execute(store.pool())
        .await?;
        let mut address =
            Url::parse(&self.endpoints.authorization_endpoint).map_err(|error| failed(&error))?;
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.settings.redirect_url)
            .append_pair("scope", "openid profile email")
            .append_pair("state", state.show())
            .append_pair("nonce", nonce.show())
            .append_pair("code_challenge", &challenge(verifier.show()))
            .append_pair("code_challenge_method", "S256");
        Ok((address.into(), state))
    }

    /// Ends a sign-in with the code the provider sent back; a state is good for one try.
    pub async fn finish(
        &self,
        store: &Store,
        code: &str,
        state: &Secret,
        now: Seconds,
    ) -> Result<OpenIdIdentity> {
        let mut transaction = store.transaction().await?;
        let row = query("select * from openid_flows where state_hash = $1 and ends_at > $2")
            .bind(state.hash())
            .bind(now)
            .fetch_optional(&mut *transaction)
            .await?;
        query("delete from openid_flows where state_hash = $1")
            .bind(state.hash())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        let row =
            row.ok_or_else(|| Error::OpenId("it was not begun here, or too long ago".into()))?;
        let (nonce, verifier) = (text(&row, "nonce")?, text(&row, "verifier")?);
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.settings.redirect_url),
            ("code_verifier", &verifier),
        ];
        if self.settings.client_secret.is_none() {
            form.push(("client_id", &self.settings.client_id));
        }
        let body: String =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = self
            .http
            .post(&self.endpoints.token_endpoint)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .body(body);
        if let Some(secret) = &self.settings.client_secret {
            // RFC 6749 §2.3.1: both parts are form-encoded before they become a password.
            let part = |text: &str| -> String {
                url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
            };
            request = request.basic_auth(part(&self.settings.client_id), Some(part(secret)));
        }
        let tokens: TokenAnswer = answer(request.send().await).await?;
        let claims = self.claims(&tokens.id_token).await?;
        if claims.nonce.as_deref() != Some(nonce.as_str()) {
            return Err(Error::OpenId("the answer belongs to another sign-in".into()));
        }
        let is_ours = match (&claims.azp, &claims.aud) {
            (Some(party), _) => *party == self.settings.client_id,
            (None, Audience::One(one)) => *one == self.settings.client_id,
            (None, Audience::Many(many)) => many.len() == 1,
        };
        if !is_ours {
            return Err(Error::OpenId("the answer was made for another program".into()));
        }
        let email = claims.email.filter(|_| claims.email_verified == Some(true));
        Ok(OpenIdIdentity {
            issuer: self.endpoints.issuer.clone(),
            subject: claims.sub,
            name: claims.name.unwrap_or_default(),
            email: email.unwrap_or_default(),
            return_path: text(&row, "return_path")?,
        })
    }

    /// Checks signature, issuer, audience and time of an identity token.
    async fn claims(&self, token: &str) -> Result<Claims> {
        let header = decode_header(token).map_err(|error| failed(&error))?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(Error::OpenId(format!("signatures by {:?} are not accepted", header.alg)));
        }
        let key = self.key(header.kid.as_deref()).await?;
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_audience(&[&self.settings.client_id]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = 30;
        let token = decode::<Claims>(token, &key, &validation).map_err(|error| failed(&error))?;
        Ok(token.claims)
    }

    /// The provider's key of an id; asked for anew where it is not known yet.
    async fn key(&self, id: Option<&str>) -> Result<DecodingKey> {
        let mut keys = self.keys.lock().await;
        let find = |keys: &JwkSet| match id {
            Some(id) => keys.find(id).cloned(),
            None if keys.keys.len() == 1 => keys.keys.first().cloned(),
            None => None,
        };
        let mut found = keys.as_ref().and_then(find);
        if found.is_none() {
            let fresh: JwkSet =
                answer(self.http.get(&self.endpoints.jwks_uri).send().await).await?;
            found = find(&fresh);
            *keys = Some(fresh);
        }
        let key =
            found.ok_or_else(|| Error::OpenId("the provider has no key of that id".into()))?;
        DecodingKey::from_jwk(&key).map_err(|error| failed(&error))
    }
}

impl Store {
    /// The account of somebody who signed in at a provider; made at the first time, without any role.
    ///
    /// Accounts are never joined by e-mail address: whoever controls one would take the other over.
    pub async fn identity_account(
        &self,
        identity: &OpenIdIdentity,
        now: Seconds,
    ) -> Result<(Account, bool)> {
        let row = query("select account_id from identities where issuer = $1 and subject = $2")
            .bind(identity.issuer.clone())
            .bind(identity.subject.clone())
            .fetch_optional(self.pool())
            .await?;
        if let Some(row) = row {
            return Ok((self.account(&text(&row, "account_id")?).await?, false));
        }
        let tail = crate::secret::new_id('u')?;
        let account = self
            .add_account(
                &NewAccount {
                    user_name: folded(&tail),
                    shown_name: identity.name.clone(),
                    email: identity.email.clone(),
                    ..NewAccount::default()
                },
                now,
            )
            .await?;
        query("insert into identities (issuer, subject, account_id) values ($1, $2, $3)")
            .bind(identity.issuer.clone())
            .bind(identity.subject.clone())
            .bind(account.id.clone())
            .execute(self.pool())
            .await?;
        Ok((account, true))
    }

    /// Ties an existing account to a person at a provider.
    pub async fn tie_identity(&self, account: &Account, issuer: &str, subject: &str) -> Result<()> {
        query(
            "insert into identities (issuer, subject, account_id) values ($1, $2, $3) \
             on conflict (issuer, subject) do update set account_id = excluded.account_id",
        )
        .bind(issuer.to_owned())
        .bind(subject.to_owned())
        .bind(account.id.clone())
        .execute(self.pool())
        .await?;
        Ok(())
    }
}

/// The S256 challenge of a verifier (RFC 7636).
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Refuses addresses that travel in the clear, but for this machine's own.
fn secure(address: &str) -> Result<()> {
    let parsed = Url::parse(address).map_err(|error| failed(&error))?;
    let is_here = matches!(parsed.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if parsed.scheme() == "https" || (parsed.scheme() == "http" && is_here) {
        return Ok(());
    }
    Err(Error::OpenId(format!("`{address}` is not https")))
}

/// Reads an answer of the provider, a bounded one.
async fn answer<T: DeserializeOwned>(
    sent: std::result::Result<reqwest::Response, reqwest::Error>,
) -> Result<T> {
    let mut response = sent.map_err(|error| failed(&error))?;
    let status = response.status();
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| failed(&error))? {
        body.extend_from_slice(&part);
        if body.len() > ANSWER_BYTES_MAX {
            return Err(Error::OpenId("the provider's answer is too long".into()));
        }
    }
    if !status.is_success() {
        let said: String = String::from_utf8_lossy(&body).chars().take(300).collect();
        return Err(Error::OpenId(format!("the provider answered {status}: {said}")));
    }
    serde_json::from_slice(&body).map_err(|error| failed(&error))
}
