"""The tables of the forum, as `store.migrations` makes them."""

from __future__ import annotations

from typing import Final

FORUM: Final = """
CREATE TABLE boards (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- NULL: the hub's own, for everybody whose role may.
    circle_id INTEGER REFERENCES circles (id),
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0,
    starters TEXT NOT NULL DEFAULT 'members' CHECK (starters IN ('members','leads')),
    supporters INTEGER NOT NULL DEFAULT 0,
    locked INTEGER NOT NULL DEFAULT 0,
    archived_at INTEGER,
    last_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX boards_by_name ON boards (COALESCE(circle_id, 0), name);
CREATE TABLE threads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    board_id INTEGER NOT NULL REFERENCES boards (id),
    title TEXT NOT NULL,
    content_note TEXT NOT NULL DEFAULT '',
    author_id INTEGER REFERENCES members (id),
    alias_id INTEGER REFERENCES aliases (id),
    pinned INTEGER NOT NULL DEFAULT 0,
    closed INTEGER NOT NULL DEFAULT 0,
    moved INTEGER NOT NULL DEFAULT 0,
    -- Where its posts are now, and what to add to their old sequence.
    merged_into INTEGER REFERENCES threads (id),
    merged_offset INTEGER NOT NULL DEFAULT 0,
    solved_seq INTEGER,
    answered INTEGER NOT NULL DEFAULT 0,
    last_seq INTEGER NOT NULL DEFAULT 0,
    last_at INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    CHECK (author_id IS NULL OR alias_id IS NULL)
) STRICT;
CREATE INDEX threads_by_board ON threads (board_id, last_at, id) WHERE merged_into IS NULL;
CREATE INDEX threads_by_start ON threads (board_id, started_at, id) WHERE merged_into IS NULL;
CREATE INDEX threads_pinned ON threads (board_id, last_at, id) WHERE pinned = 1 AND merged_into IS NULL;
CREATE INDEX threads_unanswered ON threads (board_id, started_at, id)
    WHERE answered = 0 AND closed = 0 AND merged_into IS NULL;
CREATE INDEX threads_by_author ON threads (author_id, last_at, id);
CREATE INDEX threads_by_alias ON threads (alias_id) WHERE alias_id IS NOT NULL;
CREATE INDEX threads_merged ON threads (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE thread_tags (
    tag TEXT NOT NULL,
    board_id INTEGER NOT NULL REFERENCES boards (id),
    thread_id INTEGER NOT NULL REFERENCES threads (id),
    PRIMARY KEY (tag, board_id, thread_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_tags_by_thread ON thread_tags (thread_id);
CREATE TABLE thread_actions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    thread_id INTEGER NOT NULL REFERENCES threads (id),
    action TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES members (id),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX thread_actions_by_thread ON thread_actions (thread_id, id);
CREATE INDEX thread_actions_by_member ON thread_actions (by_id);
-- The id is the thread's times 2^32 plus the sequence: a page of a thread is one run of rows. The words stand
-- last, so that what is read of many posts at once does not go through their long text. `place` and `title`
-- are for the search index: the board as a word ("b7"; '' when deleted), the thread's title at its first post.
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    thread_id INTEGER NOT NULL REFERENCES threads (id),
    seq INTEGER NOT NULL,
    author_id INTEGER REFERENCES members (id),
    alias_id INTEGER REFERENCES aliases (id),
    at INTEGER NOT NULL,
    edited_at INTEGER,
    deleted_at INTEGER,
    reply_to INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    nonce TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL,
    CHECK ((author_id IS NULL) <> (alias_id IS NULL))
) STRICT;
CREATE INDEX posts_by_author ON posts (author_id, at) WHERE author_id IS NOT NULL;
CREATE INDEX posts_by_alias ON posts (alias_id) WHERE alias_id IS NOT NULL;
CREATE INDEX posts_by_nonce ON posts (nonce) WHERE nonce <> '';
CREATE TABLE post_versions (
    post_id INTEGER NOT NULL REFERENCES posts (id) ON UPDATE CASCADE,
    version INTEGER NOT NULL,
    until INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (post_id, version)
) STRICT;
CREATE TABLE post_reactions (
    post_id INTEGER NOT NULL REFERENCES posts (id) ON UPDATE CASCADE,
    kind TEXT NOT NULL,
    member_id INTEGER NOT NULL REFERENCES members (id),
    PRIMARY KEY (post_id, kind, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_reactions_by_member ON post_reactions (member_id);
CREATE TABLE post_mentions (
    member_id INTEGER NOT NULL REFERENCES members (id),
    post_id INTEGER NOT NULL REFERENCES posts (id) ON UPDATE CASCADE,
    PRIMARY KEY (member_id, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_mentions_by_post ON post_mentions (post_id);
-- The names themselves say nothing about anybody; who is behind one stands in alias_owners and nowhere else.
CREATE TABLE aliases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    thread_id INTEGER NOT NULL REFERENCES threads (id),
    name TEXT NOT NULL,
    UNIQUE (thread_id, name)
) STRICT;
CREATE TABLE alias_owners (
    alias_id INTEGER PRIMARY KEY REFERENCES aliases (id),
    member_id INTEGER NOT NULL REFERENCES members (id)
) STRICT;
CREATE INDEX alias_owners_by_member ON alias_owners (member_id);
CREATE TABLE lifts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    alias_id INTEGER NOT NULL REFERENCES aliases (id),
    asked_by INTEGER NOT NULL REFERENCES members (id),
    reason TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting','consented','declined')),
    decided_by INTEGER REFERENCES members (id),
    decided_at INTEGER,
    -- The author has seen the notice.
    told INTEGER NOT NULL DEFAULT 0,
    CHECK (decided_by IS NULL OR decided_by <> asked_by)
) STRICT;
CREATE INDEX lifts_by_alias ON lifts (alias_id, state);
CREATE INDEX lifts_waiting ON lifts (asked_at) WHERE state = 'waiting';
CREATE INDEX lifts_by_asker ON lifts (asked_by);
CREATE INDEX lifts_by_decider ON lifts (decided_by);
CREATE TABLE polls (
    post_id INTEGER PRIMARY KEY REFERENCES posts (id) ON UPDATE CASCADE,
    several INTEGER NOT NULL,
    anonymous INTEGER NOT NULL
) STRICT;
CREATE TABLE poll_choices (
    post_id INTEGER NOT NULL REFERENCES polls (post_id) ON UPDATE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    votes INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (post_id, position)
) STRICT, WITHOUT ROWID;
-- Who voted at all; and what they voted, for polls that are not anonymous. Neither keeps an order or a time.
CREATE TABLE poll_voters (
    post_id INTEGER NOT NULL REFERENCES polls (post_id) ON UPDATE CASCADE,
    member_id INTEGER NOT NULL REFERENCES members (id),
    PRIMARY KEY (post_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX poll_voters_by_member ON poll_voters (member_id);
CREATE TABLE poll_votes (
    post_id INTEGER NOT NULL REFERENCES polls (post_id) ON UPDATE CASCADE,
    position INTEGER NOT NULL,
    member_id INTEGER NOT NULL REFERENCES members (id),
    PRIMARY KEY (post_id, position, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX poll_votes_by_member ON poll_votes (member_id);
CREATE TABLE thread_reads (
    member_id INTEGER NOT NULL REFERENCES members (id),
    thread_id INTEGER NOT NULL REFERENCES threads (id),
    last_read INTEGER NOT NULL DEFAULT 0,
    level TEXT NOT NULL DEFAULT 'normal' CHECK (level IN ('nothing','normal','following')),
    -- The member said so; otherwise it follows from what they did.
    chosen INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (member_id, thread_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_reads_following ON thread_reads (member_id, thread_id) WHERE level = 'following';
CREATE INDEX thread_followers ON thread_reads (thread_id, member_id) WHERE level = 'following';
CREATE INDEX thread_reads_by_thread ON thread_reads (thread_id);
-- Everything written in the board before this time counts as read.
CREATE TABLE board_reads (
    member_id INTEGER NOT NULL REFERENCES members (id),
    board_id INTEGER NOT NULL REFERENCES boards (id),
    read_until INTEGER NOT NULL,
    PRIMARY KEY (member_id, board_id)
) STRICT, WITHOUT ROWID;
-- How much somebody wrote in the present stretch of time; nothing says where, or under which name.
CREATE TABLE post_pace (
    member_id INTEGER NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL CHECK (kind IN ('post','thread')),
    since INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (member_id, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE post_drafts (
    member_id INTEGER NOT NULL REFERENCES members (id),
    place TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '',
    content_note TEXT NOT NULL DEFAULT '',
    alias INTEGER NOT NULL DEFAULT 0,
    reply_to INTEGER,
    saved_at INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (member_id, place)
) STRICT;
CREATE VIRTUAL TABLE posts_fts USING fts5 (
    place, title, text, content='posts', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER posts_indexed AFTER INSERT ON posts BEGIN
    INSERT INTO posts_fts (rowid, place, title, text) VALUES (new.id, new.place, new.title, new.text);
END;
CREATE TRIGGER posts_unindexed AFTER DELETE ON posts BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, place, title, text)
        VALUES ('delete', old.id, old.place, old.title, old.text);
END;
CREATE TRIGGER posts_reindexed AFTER UPDATE OF id, place, title, text ON posts BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, place, title, text)
        VALUES ('delete', old.id, old.place, old.title, old.text);
    INSERT INTO posts_fts (rowid, place, title, text) VALUES (new.id, new.place, new.title, new.text);
END;
"""

FAREWELLS: Final = """
CREATE TABLE alias_farewells (
    alias_id INTEGER PRIMARY KEY REFERENCES aliases (id),
    due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX alias_farewells_by_time ON alias_farewells (due_at, alias_id);
"""

PLACES: Final = """
CREATE TABLE places_due (
    thread_id INTEGER PRIMARY KEY REFERENCES threads (id),
    -- The posts up to this sequence are still in the index as of the board that the thread was moved from.
    until_seq INTEGER NOT NULL
) STRICT;
"""
