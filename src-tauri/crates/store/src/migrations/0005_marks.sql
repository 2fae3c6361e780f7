-- A message can carry a bookmark. It can be deleted: then nobody reads it, and it goes for good a while later.

ALTER TABLE messages ADD COLUMN bookmarked_at INTEGER;
ALTER TABLE messages ADD COLUMN deleted_at INTEGER;

CREATE INDEX messages_bookmarked ON messages (bookmarked_at DESC, id DESC) WHERE bookmarked_at IS NOT NULL;
CREATE INDEX messages_deleted ON messages (deleted_at) WHERE deleted_at IS NOT NULL;

-- The versions of a message are still read from the index alone, without those that were deleted.
DROP INDEX messages_parent;
CREATE INDEX messages_parent ON messages (conversation_id, parent_id, role, id, deleted_at);
