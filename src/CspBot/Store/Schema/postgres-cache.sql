-- The shared cache when Redis is not set. UNLOGGED: a crash of the server may empty it, which costs time and nothing else.
-- Times are Unix milliseconds; expires_at is when the row ends as of now, absolute_at the end that reading cannot move.
create unlogged table if not exists cache_entry (
    key         text   primary key,
    value       bytea  not null,
    expires_at  bigint not null,
    absolute_at bigint,
    sliding_ms  bigint
);

create index if not exists cache_entry_expires_at on cache_entry (expires_at);
