//! What DeepSeek itself offers beside chat: fill in the middle, files, search and fetch.

use reqwest::header::CONTENT_TYPE;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Client, JSON};
use crate::{
    api_key::ApiKey,
    error::ApiError,
    files::{self, FilePage, FileQuery, RemoteFile, Upload},
    fim::FimRequest,
    reply::ChatReply,
    search::{FetchReply, SearchReply, SearchRequest},
    stream::ChatStream,
    telemetry::{Attempt, Subject, Telemetry},
    think_tags::ThinkTags,
};

impl Client {
    /// Asks for text between a beginning and an end and gives it as it arrives (beta).
    ///
    /// # Errors
    /// [`ApiError`] as for [`Self::stream_chat`].
    pub async fn stream_fim(&self, key: &ApiKey, request: &FimRequest) -> Result<ChatStream, ApiError> {
        self.fim_stream(key, request, true).await
    }

    /// Asks for text between a beginning and an end and waits for all of it (beta).
    ///
    /// # Errors
    /// [`ApiError`] as for [`Self::chat`].
    pub async fn fim(&self, key: &ApiKey, request: &FimRequest) -> Result<ChatReply, ApiError> {
        ChatReply::collect(self.fim_stream(key, request, false).await?).await
    }

    async fn fim_stream(&self, key: &ApiKey, request: &FimRequest, streamed: bool) -> Result<ChatStream, ApiError> {
        let body = request.body(streamed)?;
        let url = self.shared.base_url.beta("completions");
        let subject = Subject {
            operation: "text_completion",
            model: request.model(),
            max_tokens: None,
            temperature: None,
            json: false,
        };
        let telemetry = Telemetry::begin(subject, &self.shared.base_url, Attempt::default());
        // Code may hold any tag; this route never thinks.
        self.answer(key, url, body, streamed, ThinkTags::Ignored, telemetry).await
    }

    /// Uploads a picture, to be named in messages by its id.
    ///
    /// # Errors
    /// [`ApiError`] when it is too large, there is no connection or the server refuses.
    pub async fn upload(&self, key: &ApiKey, upload: Upload) -> Result<RemoteFile, ApiError> {
        let url = self.shared.base_url.endpoint("files");
        let request = self.shared.roads.http().post(url).multipart(upload.form()?);
        self.document(key, request, RemoteFile::from_wire).await
    }

    /// A page of the files that were uploaded.
    ///
    /// # Errors
    /// [`ApiError`] when there is no connection, the server refuses, or the answer is no list.
    pub async fn files(&self, key: &ApiKey, query: &FileQuery) -> Result<FilePage, ApiError> {
        let mut url = self.shared.base_url.endpoint("files");
        let pairs = query.pairs();
        if !pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        self.document(key, self.shared.roads.http().get(url), FilePage::from_wire).await
    }

    /// What is known of one file.
    ///
    /// # Errors
    /// [`ApiError`] when there is no connection or the server refuses; 404 if there is no such file.
    pub async fn file(&self, key: &ApiKey, id: &str) -> Result<RemoteFile, ApiError> {
        self.document(key, self.shared.roads.http().get(self.file_url(id)), RemoteFile::from_wire).await
    }

    /// Deletes a file; whether the server says that it is gone.
    ///
    /// # Errors
    /// [`ApiError`] when there is no connection or the server refuses; 404 if there is no such file.
    pub async fn delete_file(&self, key: &ApiKey, id: &str) -> Result<bool, ApiError> {
        self.document(key, self.shared.roads.http().delete(self.file_url(id)), files::deleted_from_wire).await
    }

    /// Searches the web.
    ///
    /// # Errors
    /// [`ApiError`] when the query is empty or too long, there is no connection or the server refuses.
    pub async fn search(&self, key: &ApiKey, request: &SearchRequest) -> Result<SearchReply, ApiError> {
        request.check()?;
        self.tool(key, "search", request, SearchReply::from_wire).await
    }

    /// Fetches a page's text.
    ///
    /// # Errors
    /// [`ApiError`] when there is no connection or the server refuses.
    pub async fn fetch(&self, key: &ApiKey, page: &str) -> Result<FetchReply, ApiError> {
        self.tool(key, "fetch", &json!({"url": page}), FetchReply::from_wire).await
    }

    async fn tool<T>(
        &self,
        key: &ApiKey,
        name: &str,
        request: &(impl Serialize + Sync),
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, ApiError> {
        let body = serde_json::to_vec(request).map_err(|error| ApiError::Unsendable { detail: error.to_string() })?;
        let post = self.shared.roads.http().post(self.shared.base_url.tool(name)).header(CONTENT_TYPE, JSON).body(body);
        self.document(key, post, read).await
    }

    /// Ids are the server's; whatever one holds stays one part of the path.
    fn file_url(&self, id: &str) -> url::Url {
        let mut url = self.shared.base_url.endpoint("files");
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(id);
        }
        url
    }
}
