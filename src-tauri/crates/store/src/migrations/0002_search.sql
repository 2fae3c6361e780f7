-- Search: an index over the words of messages, one over their characters, one over titles.
--
-- Contentless: the texts stand in `parts` and `conversations` once. Texts come in as words that the program cut
-- (pairs of Chinese characters, and each character once), so the tokenizer has to split at spaces only and any SQLite shell can read the file.
-- `contentless_delete` is not used: it leaves deleted words in the index until a merge, and secure-delete does not
-- reach them. The old words are given with every deletion instead.

CREATE VIRTUAL TABLE search_texts USING fts5 (
    text, reasoning, facets,
    content = '', prefix = '3', tokenize = "ascii tokenchars '+#'"
);
INSERT INTO search_texts (search_texts, rank) VALUES ('secure-delete', 1);

-- Which messages have a single character, or only facets that are asked for: without places, for they tell nothing.
CREATE VIRTUAL TABLE search_characters USING fts5 (
    characters,
    content = '', detail = none, columnsize = 0, tokenize = 'ascii'
);
INSERT INTO search_characters (search_characters, rank) VALUES ('secure-delete', 1);

CREATE VIRTUAL TABLE search_titles USING fts5 (
    title, characters,
    content = '', prefix = '3', tokenize = "ascii tokenchars '+#'"
);
INSERT INTO search_titles (search_titles, rank) VALUES ('secure-delete', 1);

-- Which messages are in the index, and where. `doc` grows with the time a message was made, whenever it came in, so
-- the newest hits are the last of each list of the index.
CREATE TABLE search_docs (
    doc              INTEGER NOT NULL PRIMARY KEY,
    message_row      INTEGER NOT NULL UNIQUE,
    conversation_row INTEGER NOT NULL
) STRICT;

-- `made_by` names the rules that cut the words; other rules mean a new index. `upto` is the last message row that
-- was looked at while it is being built, and NULL when it is whole. `reach` is the largest distance of a document from
-- the first of its minute.
CREATE TABLE search_state (
    one     INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    made_by TEXT    NOT NULL DEFAULT '',
    upto    INTEGER,
    reach   INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO search_state (one) VALUES (1);
