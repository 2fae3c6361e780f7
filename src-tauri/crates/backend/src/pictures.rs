//! Pictures that go along with messages. They come in pieces and wait in memory until their message is sent; from then on
//! the history has them, once by their bytes.

use crate::{Backend, Space, problem};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use hadal_deepseek::picture_type;
use hadal_store::{Content, ContentHash, NewPart, PartKind};
use hadal_wire::{
    CommandError, ErrorCode, PICTURE_MAX_BYTES, PICTURES_MAX, PIECE_MAX_BYTES, Picture, PictureGet, PictureKept,
    PicturePiece, PictureRef, PictureView,
};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, MutexGuard, PoisonError};

/// Pictures that wait for their message, in bytes. The oldest go first.
const WAITING_MAX_BYTES: usize = 256 * 1024 * 1024;

/// Pictures of one message, in bytes.
const MESSAGE_MAX_BYTES: usize = 32 * 1024 * 1024;

/// Pictures that come at the same time.
const UPLOADS_MAX: usize = 32;

/// Longest name of a file, in characters.
const NAME_MAX_CHARS: usize = 200;

/// Pictures that wait for their message.
#[derive(Default)]
pub(crate) struct Waiting {
    coming: HashMap<String, Vec<u8>>,
    whole: VecDeque<(ContentHash, Arc<[u8]>)>,
}

impl Waiting {
    /// Takes a piece; the whole picture when it is the last one.
    fn take(&mut self, upload: &str, piece: &[u8], last: bool) -> Result<Option<ContentHash>, CommandError> {
        if self.coming.len() >= UPLOADS_MAX && !self.coming.contains_key(upload) {
            self.coming.clear();
        }
        let bytes = self.coming.entry(upload.to_owned()).or_default();
        bytes.extend_from_slice(piece);
        if bytes.len() > PICTURE_MAX_BYTES {
            self.coming.remove(upload);
            return Err(unusable("the picture is larger than what goes along with a message"));
        }
        if !last {
            return Ok(None);
        }
        let bytes = self.coming.remove(upload).unwrap_or_default();
        if picture_type(&bytes).is_none() {
            return Err(unusable("that is no JPEG, PNG, GIF or WebP"));
        }
        Ok(Some(self.hold(bytes)))
    }

    fn hold(&mut self, bytes: Vec<u8>) -> ContentHash {
        let hash = ContentHash::of(&bytes);
        self.forget(hash);
        self.whole.push_back((hash, Arc::from(bytes)));
        while self.whole.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > WAITING_MAX_BYTES {
            self.whole.pop_front();
        }
        hash
    }

    fn forget(&mut self, hash: ContentHash) {
        self.whole.retain(|(known, _)| *known != hash);
    }

    fn get(&self, hash: ContentHash) -> Option<Arc<[u8]>> {
        self.whole.iter().find(|(known, _)| *known == hash).map(|(_, bytes)| Arc::clone(bytes))
    }
}

impl Backend {
    /// Takes a piece of a picture that is to go along with a message.
    ///
    /// # Errors
    /// [`ErrorCode::PictureUnusable`] when it is too large, or none that the model reads.
    pub async fn picture_piece(&self, request: PicturePiece) -> Result<PictureKept, CommandError> {
        let malformed = |words: &str| CommandError::new(ErrorCode::RequestMalformed, words);
        if request.base64.len() > PIECE_MAX_BYTES || request.upload_id.len() > 100 {
            return Err(malformed("that piece is too large"));
        }
        let piece = BASE64_STANDARD.decode(&request.base64).map_err(|_| malformed("that is not base64"))?;
        let hash = self.pictures().take(&request.upload_id, &piece, request.last)?;
        Ok(PictureKept { picture_id: hash.map(|hash| hash.to_string()) })
    }

    /// The bytes of a picture, to show it.
    ///
    /// # Errors
    /// There is none of this name (any more), or the history could not be read.
    pub async fn picture_get(&self, request: PictureGet) -> Result<Picture, CommandError> {
        let space = self.space()?;
        let (media_type, bytes) = self.picture(&space, &request.picture_id).await?;
        Ok(Picture { media_type: media_type.to_owned(), base64: BASE64_STANDARD.encode(bytes) })
    }

    /// What goes along with a message, to be written with it.
    pub(crate) async fn attached(
        &self,
        space: &Space,
        pictures: Vec<PictureRef>,
    ) -> Result<Vec<NewPart>, CommandError> {
        if pictures.len() > PICTURES_MAX {
            return Err(unusable("so many pictures do not go along with one message"));
        }
        let mut parts = Vec::with_capacity(pictures.len());
        let mut room = MESSAGE_MAX_BYTES;
        for PictureRef { picture_id, name } in pictures {
            let (media_type, bytes) = self.picture(space, &picture_id).await?;
            room = room
                .checked_sub(bytes.len())
                .ok_or_else(|| unusable("these pictures together are larger than what goes along with a message"))?;
            let name = name.chars().filter(|c| !c.is_control()).take(NAME_MAX_CHARS).collect();
            let content = Content { media_type: media_type.to_owned(), bytes: bytes.to_vec() };
            parts.push(NewPart {
                kind: PartKind::Image,
                name,
                text: String::new(),
                attributes: "{}".to_owned(),
                content: Some(content),
            });
        }
        Ok(parts)
    }

    /// The history has them now.
    pub(crate) fn no_longer_waiting(&self, sent: &[String]) {
        let mut waiting = self.pictures();
        for hash in sent.iter().filter_map(|id| id.parse().ok()) {
            waiting.forget(hash);
        }
    }

    /// Their message was taken back: they wait for another.
    pub(crate) fn wait_again(&self, parts: Vec<NewPart>) -> Vec<PictureView> {
        let mut waiting = self.pictures();
        let images = parts.into_iter().filter(|part| part.kind == PartKind::Image);
        let held = images.filter_map(|NewPart { name, content, .. }| {
            let bytes = content?.bytes;
            let size = bytes.len() as u64;
            Some(PictureView { picture_id: waiting.hold(bytes).to_string(), name, bytes: size })
        });
        held.collect()
    }

    async fn picture(&self, space: &Space, id: &str) -> Result<(&'static str, Arc<[u8]>), CommandError> {
        let hash: ContentHash =
            id.parse().map_err(|_| CommandError::new(ErrorCode::RequestMalformed, "that is not a picture"))?;
        let waiting = self.pictures().get(hash);
        let bytes = if let Some(bytes) = waiting {
            bytes
        } else {
            let kept = space.store.content(hash).await.map_err(|e| problem::of_store(&e))?;
            Arc::from(kept.ok_or_else(problem::not_found)?)
        };
        let media_type = picture_type(&bytes).ok_or_else(|| unusable("that is no picture"))?;
        Ok((media_type, bytes))
    }

    fn pictures(&self) -> MutexGuard<'_, Waiting> {
        self.inner.pictures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unusable(words: &str) -> CommandError {
    CommandError::new(ErrorCode::PictureUnusable, words)
}
