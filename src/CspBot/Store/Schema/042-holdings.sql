-- What customers hold, as last seen by the walk; only what it learned, never the truth itself.
-- Both databases run this script: text and bigint only; times are Unix milliseconds.

-- Customers that are looked at often, and those that could not be read. due_at: null for those whom only the slow round visits.
-- until: stays so long without a reason of its own. fault: why the last look saw not everything.
create table holding_look (
    customer text primary key,
    name text not null,
    due_at bigint,
    until bigint not null,
    looked_at bigint,
    fault text
);
create index holding_look_due on holding_look (due_at) where due_at is not null;

-- id: order and reservation. customer_name, sought: of the customer, and folded with product and size for searching.
-- used: of the last 30 days in hundredths of a percent, of 7 where 30 are not told; null for unknown.
-- commitment, currency: over the whole term as an answer told it, a decimal number with a point; null for unknown.
create table holding (
    customer text not null,
    id text not null,
    customer_name text not null,
    sought text not null,
    ends_at bigint,
    renews bigint,
    used bigint,
    commitment text,
    currency text,
    seen_at bigint not null,
    document text not null,
    primary key (customer, id)
);
create index holding_ends on holding (ends_at);
create index holding_used on holding (used) where used is not null;
create index holding_renews on holding (renews) where renews = 1;
