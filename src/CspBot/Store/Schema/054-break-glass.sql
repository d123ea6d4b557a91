-- What ran without approval and waits for somebody's confirmation: when the clock looks at it. See Requests/BreakGlass/GlassClock.cs.
-- Both databases run this script: text and bigint only; times are Unix milliseconds.

-- state: open, reported (nobody confirmed in time, and nothing can be taken back: until somebody does) or over. remind_at: when those who
-- can confirm are reminded next. next_at: when the clock looks at it next; null when it need not.
create table broken_glass (
    request text primary key,
    state text not null,
    confirm_by bigint not null,
    remind_at bigint,
    next_at bigint
);

create index broken_glass_next on broken_glass (next_at) where next_at is not null;
