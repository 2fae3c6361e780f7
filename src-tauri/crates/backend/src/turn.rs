//! Asking, asking again, stopping.

use crate::library::find;
use crate::{Backend, Space, problem};
use hadal_domain::{ClientId, ModelId, Parameters};
use hadal_engine::{Started, TurnRequest, Wanted};
use hadal_wire::{
    CommandError, Done, ErrorCode, MESSAGE_MAX_BYTES, TurnContinue, TurnHurry, TurnRegenerate, TurnStart, TurnStarted,
    TurnStop, TurnTakeBack, TurnTakenBack,
};

/// Longest beginning of an answer that can be given, in bytes.
const BEGIN_WITH_MAX_BYTES: usize = 64 * 1024;

impl Backend {
    /// Asks something. Both rows are on the disk when this answers.
    ///
    /// # Errors
    /// Why nothing was sent; nothing was written either.
    pub async fn turn_start(&self, request: TurnStart) -> Result<TurnStarted, CommandError> {
        if request.text.len() > MESSAGE_MAX_BYTES {
            return Err(CommandError::new(ErrorCode::MessageTooLong, "the message is longer than the model can read"));
        }
        let space = self.space()?;
        let conversation = request.conversation_id.as_deref().map(str::parse).transpose().map_err(problem::of_id)?;
        let parent = request.parent_id.as_deref().map(str::parse).transpose().map_err(problem::of_id)?;
        let sent: Vec<String> = request.pictures.iter().map(|picture| picture.picture_id.clone()).collect();
        let attached = self.attached(&space, request.pictures).await?;
        let begin_with = request.begin_with.unwrap_or_default();
        if begin_with.len() > BEGIN_WITH_MAX_BYTES {
            return Err(CommandError::new(ErrorCode::MessageTooLong, "the beginning of the answer is too long"));
        }
        let wanted = Wanted::Words { parent, text: request.text, attached, begin_with };
        let turn = TurnRequest {
            conversation,
            wanted,
            model: model_id(&request.model)?,
            thinking: request.thinking.into(),
            parameters: match request.parameters {
                Some(chosen) => parameters(chosen)?,
                None => self.new_parameters(),
            },
            client_id: client_id(&request.client_id)?,
        };
        let started = space.turns.start(turn).await.map_err(|error| problem::of_turn(&error))?;
        self.no_longer_waiting(&sent);
        if conversation.is_none() {
            // The history cleared it together with the rows.
            self.face_mut().draft_mut().clear();
        }
        self.note_history();
        self.started(&space, started).await
    }

    /// Asks the same again: another version of an answer.
    ///
    /// # Errors
    /// Why nothing was sent; nothing was written either.
    pub async fn turn_regenerate(&self, request: TurnRegenerate) -> Result<TurnStarted, CommandError> {
        let space = self.space()?;
        let answer = request.message_id.parse().map_err(problem::of_id)?;
        let row = space.store.message(answer).await.map_err(|e| problem::of_store(&e))?;
        let conversation = row.ok_or_else(problem::not_found)?.conversation_id;
        let turn = TurnRequest {
            conversation: Some(conversation),
            wanted: Wanted::Again { answer },
            model: model_id(&request.model)?,
            thinking: request.thinking.into(),
            parameters: Parameters::default(),
            client_id: client_id(&request.client_id)?,
        };
        let started = space.turns.start(turn).await.map_err(|error| problem::of_turn(&error))?;
        self.started(&space, started).await
    }

    /// Goes on with an answer that ended before its end.
    ///
    /// # Errors
    /// Why nothing was sent; the answer stays as it was.
    pub async fn turn_continue(&self, request: TurnContinue) -> Result<TurnStarted, CommandError> {
        let space = self.space()?;
        let answer = request.message_id.parse().map_err(problem::of_id)?;
        let started = space.turns.go_on(answer).await.map_err(|error| problem::of_turn(&error))?;
        self.no_longer_cut(answer).await;
        self.started(&space, started).await
    }

    /// Stops an answer; what came is kept.
    ///
    /// # Errors
    /// That is not an id.
    pub async fn turn_stop(&self, request: TurnStop) -> Result<Done, CommandError> {
        let answer = request.message_id.parse().map_err(problem::of_id)?;
        self.space()?.turns.stop(answer);
        Ok(Done {})
    }

    /// Ends the wait for the next try, also of a server that is left alone.
    ///
    /// # Errors
    /// That is not an id.
    pub async fn turn_hurry(&self, request: TurnHurry) -> Result<Done, CommandError> {
        let answer = request.message_id.parse().map_err(problem::of_id)?;
        self.space()?.turns.hurry(answer);
        Ok(Done {})
    }

    /// Takes a question back that waits to be sent.
    ///
    /// # Errors
    /// [`ErrorCode::QuestionSent`] when it has left meanwhile.
    pub async fn turn_take_back(&self, request: TurnTakeBack) -> Result<TurnTakenBack, CommandError> {
        let space = self.space()?;
        let answer = request.message_id.parse().map_err(problem::of_id)?;
        let taken = space.turns.take_back(answer).await.map_err(|error| problem::of_turn(&error))?;
        let view = if taken.gone {
            let draft = crate::settings::new_draft(Some(&space.store)).await;
            *self.face_mut().draft_mut() = draft;
            None
        } else {
            let conversation = find(&space, &taken.conversation.to_string()).await?;
            Some(self.view(&space, &conversation).await?)
        };
        space.tell_row(taken.conversation).await;
        let begin_with = Some(taken.begin_with).filter(|words| !words.is_empty());
        Ok(TurnTakenBack { view, text: taken.text, pictures: self.wait_again(taken.parts), begin_with })
    }

    async fn started(&self, space: &Space, started: Started) -> Result<TurnStarted, CommandError> {
        let conversation = find(space, &started.conversation.to_string()).await?;
        Ok(TurnStarted {
            view: self.view(space, &conversation).await?,
            question_id: started.question.to_string(),
            answer_id: started.answer.to_string(),
        })
    }

    /// What a new conversation is asked with when nobody says.
    fn new_parameters(&self) -> Parameters {
        Parameters { system: self.face().settings.system_prompt.clone(), ..Parameters::default() }.within_limits()
    }

    fn note_history(&self) {
        let mut face = self.face_mut();
        face.has_history |= !face.in_demo;
    }
}

pub(crate) fn model_id(name: &str) -> Result<ModelId, CommandError> {
    let model = ModelId::new(name);
    if model.as_str().is_empty() || model.as_str().len() > 200 || model.as_str().chars().any(char::is_control) {
        return Err(CommandError::new(ErrorCode::ModelUnknown, "that is not the name of a model"));
    }
    Ok(model)
}

pub(crate) fn parameters(chosen: hadal_wire::Parameters) -> Result<Parameters, CommandError> {
    instructions(&chosen.system)?;
    Ok(chosen.into())
}

/// Refuses standing instructions that no one would write by hand.
pub(crate) fn instructions(text: &str) -> Result<(), CommandError> {
    if text.len() > Parameters::SYSTEM_MAX_BYTES {
        return Err(CommandError::new(ErrorCode::MessageTooLong, "the standing instructions are too long"));
    }
    Ok(())
}

fn client_id(text: &str) -> Result<ClientId, CommandError> {
    text.parse().map_err(problem::of_id)
}
