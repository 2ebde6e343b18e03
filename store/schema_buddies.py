"""The tables of buddies, check-ins, goals and milestones, as `store.migrations` makes them."""

from __future__ import annotations

from typing import Final

PAIRS: Final = """
CREATE TABLE pair_cards (
    member_id INTEGER PRIMARY KEY REFERENCES members (id),
    working_on TEXT NOT NULL DEFAULT '',
    interests TEXT NOT NULL DEFAULT '',
    times TEXT NOT NULL DEFAULT '',
    contact TEXT NOT NULL DEFAULT 'either' CHECK (contact IN ('writing','talking','either')),
    open INTEGER NOT NULL DEFAULT 1,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE pair_asks (
    from_id INTEGER NOT NULL REFERENCES members (id),
    to_id INTEGER NOT NULL REFERENCES members (id),
    words TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    refused_at INTEGER,
    PRIMARY KEY (to_id, from_id)
) STRICT;
CREATE INDEX pair_asks_by_from ON pair_asks (from_id, at);
-- Two whom a mentor thinks of; each says yes or no, and neither learns what the other said before both said yes.
CREATE TABLE pair_proposals (
    id INTEGER PRIMARY KEY,
    mentor_id INTEGER NOT NULL REFERENCES members (id),
    words TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX pair_proposals_by_mentor ON pair_proposals (mentor_id, at);
CREATE TABLE pair_proposal_members (
    proposal_id INTEGER NOT NULL REFERENCES pair_proposals (id),
    member_id INTEGER NOT NULL REFERENCES members (id),
    other_id INTEGER NOT NULL REFERENCES members (id),
    answer INTEGER,
    PRIMARY KEY (member_id, proposal_id)
) STRICT;
CREATE INDEX pair_proposal_members_by_proposal ON pair_proposal_members (proposal_id);
-- The terms are what both agreed to. days: a bit for each weekday, Monday the lowest. per_week above 0: any so many
-- days of the week instead. due: minutes after midnight where each lives. The waits are hours after that; 0: never.
CREATE TABLE pairs (
    id INTEGER PRIMARY KEY,
    one_id INTEGER NOT NULL REFERENCES members (id),
    other_id INTEGER NOT NULL REFERENCES members (id),
    room_id INTEGER NOT NULL REFERENCES rooms (id),
    state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active','paused','parted')),
    began_at INTEGER NOT NULL,
    parted_at INTEGER,
    days INTEGER NOT NULL CHECK (days BETWEEN 0 AND 127),
    per_week INTEGER NOT NULL DEFAULT 0 CHECK (per_week BETWEEN 0 AND 7),
    due INTEGER NOT NULL CHECK (due BETWEEN 0 AND 1439),
    note_after_h INTEGER NOT NULL CHECK (note_after_h BETWEEN 0 AND 168),
    buddy_after_h INTEGER NOT NULL CHECK (buddy_after_h BETWEEN 0 AND 168),
    mentor_after_h INTEGER NOT NULL DEFAULT 0 CHECK (mentor_after_h BETWEEN 0 AND 168),
    mentor_id INTEGER REFERENCES members (id),
    CHECK (one_id < other_id)
) STRICT;
CREATE UNIQUE INDEX pairs_together ON pairs (one_id, other_id) WHERE state <> 'parted';
CREATE INDEX pairs_by_room ON pairs (room_id);
-- Each of the two, so that "my buddies" is one look at an index. paused_at: who paused; back_on: when they mean to be
-- back, a day where they live, '' for no day.
CREATE TABLE pair_members (
    pair_id INTEGER NOT NULL REFERENCES pairs (id),
    member_id INTEGER NOT NULL REFERENCES members (id),
    buddy_id INTEGER NOT NULL REFERENCES members (id),
    paused_at INTEGER,
    back_on TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (member_id, pair_id)
) STRICT;
CREATE INDEX pair_members_by_pair ON pair_members (pair_id);
-- A change of terms that one of the two would like, until the other agrees.
CREATE TABLE pair_wishes (
    pair_id INTEGER PRIMARY KEY REFERENCES pairs (id),
    by_id INTEGER NOT NULL REFERENCES members (id),
    at INTEGER NOT NULL,
    days INTEGER NOT NULL,
    per_week INTEGER NOT NULL,
    due INTEGER NOT NULL,
    note_after_h INTEGER NOT NULL,
    buddy_after_h INTEGER NOT NULL,
    mentor_after_h INTEGER NOT NULL,
    mentor_id INTEGER REFERENCES members (id)
) STRICT;
-- "All well": said to the buddy without a check-in. day: a day where the member lives.
CREATE TABLE pair_wells (
    pair_id INTEGER NOT NULL REFERENCES pairs (id),
    member_id INTEGER NOT NULL REFERENCES members (id),
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (pair_id, member_id, day)
) STRICT;
CREATE INDEX pair_wells_by_member ON pair_wells (member_id, day);
-- What is to be done later, once, whoever serves then. member_id: whose check-in, or who nudges; day: where they live.
CREATE TABLE due_work (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('missed','buddy','mentor','nudge','back')),
    pair_id INTEGER NOT NULL REFERENCES pairs (id),
    member_id INTEGER NOT NULL REFERENCES members (id),
    day TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    word TEXT NOT NULL DEFAULT '',
    done_at INTEGER,
    told INTEGER NOT NULL DEFAULT 0,
    UNIQUE (pair_id, member_id, kind, day)
) STRICT;
CREATE INDEX due_work_waiting ON due_work (due_at, id) WHERE done_at IS NULL;
CREATE INDEX due_work_by_member ON due_work (member_id);
-- Facts for one member to find; the words are made where they are shown. Seen ones are deleted.
CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    other_id INTEGER REFERENCES members (id),
    pair_id INTEGER REFERENCES pairs (id),
    subject INTEGER NOT NULL DEFAULT 0,
    word TEXT NOT NULL DEFAULT '',
    day TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_by_member ON notes (member_id, at, id);
CREATE INDEX notes_by_other ON notes (other_id);
CREATE TABLE kudos (
    id INTEGER PRIMARY KEY,
    from_id INTEGER NOT NULL REFERENCES members (id),
    to_id INTEGER NOT NULL REFERENCES members (id),
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    seen_at INTEGER
) STRICT;
CREATE INDEX kudos_by_to ON kudos (to_id, at, id);
CREATE INDEX kudos_by_from ON kudos (from_id, at);
"""

CHECKINS: Final = """
-- Ids of what may be private are drawn by lot: a run of numbers would tell how much others keep to themselves.
CREATE TABLE checkins (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id),
    at INTEGER NOT NULL,
    day TEXT NOT NULL,
    mood INTEGER CHECK (mood BETWEEN 1 AND 5),
    urge INTEGER CHECK (urge BETWEEN 0 AND 10),
    kind TEXT NOT NULL CHECK (kind IN ('steady','win','hard','setback')),
    note TEXT NOT NULL DEFAULT '',
    wants_reply INTEGER NOT NULL DEFAULT 0,
    audience TEXT NOT NULL CHECK (audience IN ('me','buddy','circle')),
    circle_id INTEGER REFERENCES circles (id),
    edited_at INTEGER,
    nonce TEXT NOT NULL DEFAULT '',
    CHECK ((audience = 'circle') = (circle_id IS NOT NULL))
) STRICT;
CREATE INDEX checkins_by_member ON checkins (member_id, at, id);
CREATE INDEX checkins_by_day ON checkins (member_id, day);
CREATE INDEX checkins_by_buddy ON checkins (member_id, at, id) WHERE audience = 'buddy';
CREATE INDEX checkins_by_circle ON checkins (circle_id, at, id) WHERE audience = 'circle';
CREATE UNIQUE INDEX checkins_by_nonce ON checkins (member_id, nonce) WHERE nonce <> '';
CREATE TABLE checkin_scales (
    checkin_id INTEGER NOT NULL REFERENCES checkins (id),
    name TEXT NOT NULL,
    value INTEGER NOT NULL CHECK (value BETWEEN 1 AND 5),
    PRIMARY KEY (checkin_id, name)
) STRICT;
-- Whom the author picked to know of one check-in, that time.
CREATE TABLE checkin_told (
    checkin_id INTEGER NOT NULL REFERENCES checkins (id),
    member_id INTEGER NOT NULL REFERENCES members (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (member_id, checkin_id)
) STRICT;
CREATE INDEX checkin_told_by_checkin ON checkin_told (checkin_id);
CREATE TABLE checkin_replies (
    checkin_id INTEGER NOT NULL REFERENCES checkins (id),
    member_id INTEGER NOT NULL REFERENCES members (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (checkin_id, member_id)
) STRICT;
CREATE INDEX checkin_replies_by_member ON checkin_replies (member_id);
CREATE TABLE checkin_defaults (
    member_id INTEGER PRIMARY KEY REFERENCES members (id),
    audience TEXT NOT NULL CHECK (audience IN ('me','buddy','circle')),
    circle_id INTEGER REFERENCES circles (id)
) STRICT;
-- started_on and the days of setbacks are days where the member lives; everything else is reckoned from them.
CREATE TABLE counters (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id),
    name TEXT NOT NULL,
    started_on TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    archived_at INTEGER
) STRICT;
CREATE INDEX counters_by_member ON counters (member_id, created_at, id);
CREATE TABLE counter_setbacks (
    counter_id INTEGER NOT NULL REFERENCES counters (id),
    day TEXT NOT NULL,
    PRIMARY KEY (counter_id, day)
) STRICT;
CREATE TABLE counter_shares (
    counter_id INTEGER NOT NULL REFERENCES counters (id),
    member_id INTEGER NOT NULL REFERENCES members (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (member_id, counter_id)
) STRICT;
CREATE INDEX counter_shares_by_counter ON counter_shares (counter_id);
CREATE TABLE safety_plans (
    member_id INTEGER NOT NULL REFERENCES members (id),
    section TEXT NOT NULL,
    text TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (member_id, section)
) STRICT;
"""

GOALS: Final = """
CREATE TABLE goals (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id),
    title TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT '',
    by_day TEXT NOT NULL DEFAULT '',
    audience TEXT NOT NULL CHECK (audience IN ('me','buddy','circle')),
    circle_id INTEGER REFERENCES circles (id),
    created_at INTEGER NOT NULL,
    done_at INTEGER,
    archived_at INTEGER,
    CHECK ((audience = 'circle') = (circle_id IS NOT NULL))
) STRICT;
CREATE INDEX goals_by_member ON goals (member_id, created_at, id);
CREATE INDEX goals_by_circle ON goals (circle_id, created_at, id) WHERE audience = 'circle';
CREATE TABLE goal_steps (
    id INTEGER PRIMARY KEY,
    goal_id INTEGER NOT NULL REFERENCES goals (id),
    place INTEGER NOT NULL,
    title TEXT NOT NULL,
    by_day TEXT NOT NULL DEFAULT '',
    carried INTEGER NOT NULL DEFAULT 0,
    done_at INTEGER
) STRICT;
CREATE INDEX goal_steps_by_goal ON goal_steps (goal_id, place, id);
CREATE TABLE goal_cheers (
    goal_id INTEGER NOT NULL REFERENCES goals (id),
    member_id INTEGER NOT NULL REFERENCES members (id),
    word TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (goal_id, member_id)
) STRICT;
CREATE INDEX goal_cheers_by_member ON goal_cheers (member_id);
CREATE TABLE routines (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id),
    title TEXT NOT NULL,
    every TEXT NOT NULL CHECK (every IN ('day','week')),
    started_on TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    archived_at INTEGER
) STRICT;
CREATE INDEX routines_by_member ON routines (member_id, created_at, id);
CREATE TABLE routine_days (
    routine_id INTEGER NOT NULL REFERENCES routines (id),
    day TEXT NOT NULL,
    PRIMARY KEY (routine_id, day)
) STRICT;
-- A milestone that is announced can be seen by those who are in its room; else by its author alone.
CREATE TABLE milestones (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id),
    title TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '',
    day TEXT NOT NULL,
    counter_id INTEGER REFERENCES counters (id),
    days INTEGER NOT NULL DEFAULT 0,
    room_id INTEGER REFERENCES rooms (id),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX milestones_by_member ON milestones (member_id, created_at, id);
CREATE INDEX milestones_by_room ON milestones (room_id, created_at, id) WHERE room_id IS NOT NULL;
CREATE INDEX milestones_by_counter ON milestones (counter_id) WHERE counter_id IS NOT NULL;
CREATE TABLE milestone_signatures (
    milestone_id INTEGER NOT NULL REFERENCES milestones (id),
    member_id INTEGER NOT NULL REFERENCES members (id),
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (milestone_id, member_id)
) STRICT;
CREATE INDEX milestone_signatures_by_member ON milestone_signatures (member_id);
"""
