-- Who answered when it was not the server that was asked: the host of the standby. NULL: the one that was asked.

ALTER TABLE messages ADD COLUMN served_by TEXT;
