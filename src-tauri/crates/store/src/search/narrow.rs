//! Filters as facets of the index, ranges of documents and, for the rest, conditions on rows.

use crate::StoreError;
use crate::row::Id;
use crate::search::page::SearchFilters;
use crate::search::{ask, facets, index};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};

/// More conversations than these are not asked of the index one by one: so many match soon.
const CONVERSATIONS_MAX: usize = 200;

/// The filters of a search in the forms that the index and the rows understand.
pub(crate) struct Narrowed {
    facets: Vec<Vec<String>>,
    /// Documents from the first of these up to the second, without it.
    pub(crate) docs: (i64, i64),
    /// Of a few conversations: the index leads to what matches in them.
    pub(crate) is_narrow: bool,
    /// Titles can fulfil these filters.
    pub(crate) has_titles: bool,
    /// Tables that the conditions need beside `d` and `c`.
    pub(crate) joins: String,
    /// Conditions, each after an `AND`; parameters from `?4` on.
    pub(crate) conditions: String,
    /// The conditions that hold for titles.
    pub(crate) title_conditions: String,
    values: Vec<Value>,
}

impl Narrowed {
    /// `None`: nothing can fulfil them.
    pub(crate) fn new(db: &Connection, filters: &SearchFilters) -> Result<Option<Self>, StoreError> {
        let mut narrowed = Self {
            facets: Vec::new(),
            docs: (0, i64::MAX),
            is_narrow: filters.conversation.is_some(),
            has_titles: filters.conversation.is_none()
                && filters.role.is_none()
                && filters.model.is_none()
                && !filters.has_code,
            joins: String::new(),
            conditions: String::new(),
            title_conditions: String::new(),
            values: Vec::new(),
        };
        if let Some(conversation) = filters.conversation {
            let row: Option<i64> = db
                .prepare_cached("SELECT row FROM conversations WHERE id = ?1 AND deleted_at IS NULL")?
                .query_row(params![Id(conversation)], |row| row.get(0))
                .optional()?;
            let Some(row) = row else { return Ok(None) };
            narrowed.facets.push(vec![facets::conversation(row)]);
        }
        narrowed.facets.extend(filters.role.map(|role| vec![facets::role(role)]));
        narrowed.facets.extend(filters.model.as_ref().map(|model| vec![facets::model(model)]));
        narrowed.facets.extend(filters.has_code.then(|| vec![facets::CODE.to_owned()]));
        if let Some(folder) = filters.folder {
            let whose = "SELECT c.row FROM conversations AS c WHERE c.folder_id = ?1";
            if !narrowed.group(db, whose, folder.as_bytes(), "c.folder_id = ?")? {
                return Ok(None);
            }
        }
        if let Some(tag) = filters.tag {
            let whose = "SELECT c.row FROM conversation_tags AS t JOIN conversations AS c ON c.id = t.conversation_id
                 WHERE t.tag_id = ?1";
            let has = "EXISTS (SELECT 1 FROM conversation_tags AS t WHERE t.conversation_id = c.id AND t.tag_id = ?)";
            if !narrowed.group(db, whose, tag.as_bytes(), has)? {
                return Ok(None);
            }
        }
        narrowed.narrow_time(db, filters)?;
        Ok(Some(narrowed))
    }

    /// An expression for the index of words, with the facets added.
    pub(crate) fn words(&self, expression: String) -> String {
        ask::narrowed(expression, &self.facets, "facets : ")
    }

    /// An expression for the index of characters, with the facets added.
    pub(crate) fn characters(&self, expression: String) -> String {
        ask::narrowed(expression, &self.facets, "")
    }

    /// All parameters: the first three and those of the conditions.
    pub(crate) fn values(&self, mut first: Vec<Value>) -> Vec<Value> {
        first.extend(self.values.iter().cloned());
        first
    }

    /// Only these conversations. `false`: there are none.
    fn group(&mut self, db: &Connection, whose: &str, id: &[u8; 16], condition: &str) -> Result<bool, StoreError> {
        let rows: Vec<i64> = db
            .prepare_cached(&format!("{whose} LIMIT {}", CONVERSATIONS_MAX + 1))?
            .query_map([id], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if rows.is_empty() {
            return Ok(false);
        }
        if rows.len() <= CONVERSATIONS_MAX {
            self.is_narrow = true;
            self.facets.push(rows.into_iter().map(facets::conversation).collect());
        }
        let condition = self.condition(condition, Value::Blob(id.to_vec()));
        self.conditions.push_str(&condition);
        self.title_conditions.push_str(&condition);
        Ok(true)
    }

    /// Documents are sorted by time, so an instant is a place in the index; the rows have the last word on it.
    fn narrow_time(&mut self, db: &Connection, filters: &SearchFilters) -> Result<(), StoreError> {
        if filters.after.is_some() || filters.before.is_some() {
            self.joins.push_str("CROSS JOIN messages AS m ON m.row = d.message_row");
        }
        if let Some(after) = filters.after {
            self.docs.0 = index::first_doc(after);
            self.both("m.created_at >= ?", "c.updated_at >= ?", Value::Integer(after.as_millis()));
        }
        if let Some(before) = filters.before {
            self.docs.1 = index::first_doc(before).saturating_add(index::reach(db)?).saturating_add(index::PER_MINUTE);
            self.both("m.created_at < ?", "c.updated_at < ?", Value::Integer(before.as_millis()));
        }
        Ok(())
    }

    fn both(&mut self, of_message: &str, of_title: &str, value: Value) {
        let number = self.values.len() + 4;
        let condition = self.condition(of_message, value);
        self.conditions.push_str(&condition);
        self.title_conditions.push_str(" AND ");
        self.title_conditions.push_str(&of_title.replace('?', &format!("?{number}")));
    }

    fn condition(&mut self, condition: &str, value: Value) -> String {
        self.values.push(value);
        format!(" AND {}", condition.replace('?', &format!("?{}", self.values.len() + 3)))
    }
}
