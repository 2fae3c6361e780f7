-- The first schema of the history.
--
-- Every table that FTS or a scan may point into has an explicit integer `row`: an implicit rowid may change on VACUUM.
-- Ids are the sixteen bytes of a UUIDv7; instants are milliseconds since 1970-01-01 UTC; flags are 0 or 1.
-- `rev` is the value of the change counter when the row last changed; rows that are gone for good leave a tombstone.

CREATE TABLE change_counter (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    rev INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO change_counter (one, rev) VALUES (1, 0);

CREATE TABLE tombstones (
    row        INTEGER NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL,
    id         BLOB    NOT NULL,
    deleted_at INTEGER NOT NULL,
    rev        INTEGER NOT NULL,
    UNIQUE (kind, id)
) STRICT;

CREATE TABLE folders (
    row        INTEGER NOT NULL PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    parent_id  BLOB    REFERENCES folders (id) DEFERRABLE INITIALLY DEFERRED,
    name       TEXT    NOT NULL DEFAULT '',
    position   INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    rev        INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE conversations (
    row            INTEGER NOT NULL PRIMARY KEY,
    id             BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    folder_id      BLOB    REFERENCES folders (id) ON DELETE SET NULL,
    title          TEXT    NOT NULL DEFAULT '',
    titled_by_user INTEGER NOT NULL DEFAULT 0,
    pinned         INTEGER NOT NULL DEFAULT 0,
    archived       INTEGER NOT NULL DEFAULT 0,
    model          TEXT    NOT NULL DEFAULT '',
    thinking       TEXT    NOT NULL DEFAULT 'high',
    parameters     TEXT    NOT NULL DEFAULT '{}',
    active_leaf    BLOB,
    draft          TEXT    NOT NULL DEFAULT '',
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    deleted_at     INTEGER,
    rev            INTEGER NOT NULL DEFAULT 0,
    -- The leaf that is shown is a message of this very conversation.
    FOREIGN KEY (id, active_leaf) REFERENCES messages (conversation_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX conversations_newest ON conversations (updated_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX conversations_trash ON conversations (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX conversations_folder ON conversations (folder_id) WHERE folder_id IS NOT NULL;

CREATE TABLE tags (
    row        INTEGER NOT NULL PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    name       TEXT    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    rev        INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE conversation_tags (
    row             INTEGER NOT NULL PRIMARY KEY,
    conversation_id BLOB    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    tag_id          BLOB    NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    rev             INTEGER NOT NULL DEFAULT 0,
    UNIQUE (conversation_id, tag_id)
) STRICT;
CREATE INDEX conversation_tags_tag ON conversation_tags (tag_id);

CREATE TABLE messages (
    row                INTEGER NOT NULL PRIMARY KEY,
    id                 BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    conversation_id    BLOB    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    parent_id          BLOB,
    role               TEXT    NOT NULL,
    status             TEXT    NOT NULL,
    client_id          BLOB    UNIQUE CHECK (length(client_id) = 16),
    model              TEXT,
    served_model       TEXT,
    finish_reason      TEXT,
    error_code         TEXT,
    error_detail       TEXT,
    prompt_tokens      INTEGER,
    completion_tokens  INTEGER,
    cache_hit_tokens   INTEGER,
    cache_miss_tokens  INTEGER,
    reasoning_tokens   INTEGER,
    usage_raw          TEXT,
    trace_id           TEXT,
    first_byte_ms      INTEGER,
    first_reasoning_ms INTEGER,
    first_content_ms   INTEGER,
    end_ms             INTEGER,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    rev                INTEGER NOT NULL DEFAULT 0,
    -- Ids sort by the time they were made, so this is also the reading order of a conversation.
    UNIQUE (conversation_id, id),
    -- A parent is a message of the same conversation.
    FOREIGN KEY (conversation_id, parent_id) REFERENCES messages (conversation_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX messages_parent ON messages (conversation_id, parent_id);
CREATE INDEX messages_streaming ON messages (conversation_id) WHERE status = 'streaming';

-- Images and files by their content: the same one in several branches is kept once.
CREATE TABLE attachments (
    row        INTEGER NOT NULL PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    hash       BLOB    NOT NULL UNIQUE,
    media_type TEXT    NOT NULL DEFAULT '',
    size_bytes INTEGER NOT NULL,
    content    BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- What a message consists of, in order. `kind` is reasoning, text, image, file, tool_call or tool_result.
CREATE TABLE parts (
    row           INTEGER NOT NULL PRIMARY KEY,
    message_id    BLOB    NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    kind          TEXT    NOT NULL,
    text          TEXT    NOT NULL DEFAULT '',
    name          TEXT    NOT NULL DEFAULT '',
    attributes    TEXT    NOT NULL DEFAULT '{}',
    attachment_id BLOB    REFERENCES attachments (id),
    UNIQUE (message_id, position)
) STRICT;
CREATE INDEX parts_attachment ON parts (attachment_id) WHERE attachment_id IS NOT NULL;

-- The pieces of an answer that is still arriving. They become one part when it ends.
CREATE TABLE tails (
    row        INTEGER NOT NULL PRIMARY KEY,
    message_id BLOB    NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    kind       TEXT    NOT NULL,
    from_byte  INTEGER NOT NULL,
    end_byte   INTEGER NOT NULL,
    text       TEXT    NOT NULL,
    UNIQUE (message_id, kind, from_byte)
) STRICT;

-- Where a cut answer was continued by another request.
CREATE TABLE seams (
    row           INTEGER NOT NULL PRIMARY KEY,
    message_id    BLOB    NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    kind          TEXT    NOT NULL,
    at_byte       INTEGER NOT NULL,
    finish_reason TEXT,
    error_code    TEXT,
    served_model  TEXT,
    trace_id      TEXT,
    usage_raw     TEXT,
    created_at    INTEGER NOT NULL,
    UNIQUE (message_id, kind, at_byte)
) STRICT;

-- Tokens that were paid for. No foreign key: what was spent stays counted when its conversation is gone.
CREATE TABLE usage_ledger (
    row               INTEGER NOT NULL PRIMARY KEY,
    message_id        BLOB    NOT NULL,
    seam              INTEGER NOT NULL DEFAULT 0,
    at                INTEGER NOT NULL,
    origin            TEXT    NOT NULL DEFAULT '',
    model             TEXT    NOT NULL,
    served_model      TEXT,
    prompt_tokens     INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cache_hit_tokens  INTEGER NOT NULL,
    cache_miss_tokens INTEGER NOT NULL,
    reasoning_tokens  INTEGER NOT NULL,
    currency          TEXT,
    cost_micro        INTEGER,
    rev               INTEGER NOT NULL DEFAULT 0,
    UNIQUE (message_id, seam)
) STRICT;
CREATE INDEX usage_ledger_at ON usage_ledger (at);

-- Values are JSON. Never a key of any kind.
CREATE TABLE settings (
    row        INTEGER NOT NULL PRIMARY KEY,
    key        TEXT    NOT NULL UNIQUE,
    value      TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    rev        INTEGER NOT NULL DEFAULT 0
) STRICT;
