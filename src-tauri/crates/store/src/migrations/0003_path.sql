-- The path that a conversation shows is known in the rows of its messages, so that a page in the middle of it is found
-- from where it lies and not from the end of the conversation.

ALTER TABLE messages ADD COLUMN on_path INTEGER NOT NULL DEFAULT 0;

WITH RECURSIVE shown (id) AS (
    SELECT active_leaf FROM conversations WHERE active_leaf IS NOT NULL
    UNION
    SELECT m.parent_id FROM shown JOIN messages AS m ON m.id = shown.id WHERE m.parent_id IS NOT NULL
)
UPDATE messages SET on_path = 1 WHERE id IN (SELECT id FROM shown);

CREATE INDEX messages_path ON messages (conversation_id, parent_id, id) WHERE on_path = 1;

-- The versions of a message are read from the index alone, whatever they say.
DROP INDEX messages_parent;
CREATE INDEX messages_parent ON messages (conversation_id, parent_id, role, id);
