//! Whose word is believed about who a server is: one TLS setting for both roads.

use std::sync::{Arc, OnceLock};

use rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use rustls_platform_verifier::Verifier;

use super::SetupError;

/// In the order of preference.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// The system's certificates, as its verifier judges them, and these (PEM).
pub(super) fn system_and(roots: &[Vec<u8>]) -> Result<ClientConfig, SetupError> {
    let mut extra = Vec::new();
    for pem in roots {
        let before = extra.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            extra.push(certificate.map_err(|error| error.to_string())?);
        }
        if extra.len() == before {
            return Err("there is no certificate in the text".into());
        }
    }
    let provider = provider();
    let verifier = System { provider: Arc::clone(&provider), extra, inner: OnceLock::new() };
    if !verifier.extra.is_empty() {
        // What a person added is judged while they look.
        verifier.inner()?;
    }
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(offering(config))
}

/// The system's verifier, which is asked for when the first certificate is to be judged: on Linux it reads some three
/// hundred files, and a program that starts has better things to do.
#[derive(Debug)]
struct System {
    provider: Arc<CryptoProvider>,
    extra: Vec<CertificateDer<'static>>,
    inner: OnceLock<Verifier>,
}

impl System {
    /// A system whose certificates cannot be read is asked again the next time.
    fn inner(&self) -> Result<&Verifier, Error> {
        if let Some(known) = self.inner.get() {
            return Ok(known);
        }
        let provider = Arc::clone(&self.provider);
        let read = if self.extra.is_empty() {
            Verifier::new(provider)
        } else {
            Verifier::new_with_extra_roots(self.extra.iter().cloned(), provider)
        };
        let read = read?;
        Ok(self.inner.get_or_init(|| read))
    }
}

impl ServerCertVerifier for System {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.inner()?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Nobody, for a client that speaks without TLS.
pub(super) fn nobody() -> Result<ClientConfig, SetupError> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    Ok(offering(config))
}

/// The program's own choice, if it made one.
fn provider() -> Arc<CryptoProvider> {
    CryptoProvider::get_default().cloned().unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider()))
}

fn offering(mut config: ClientConfig) -> ClientConfig {
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    config
}
