-- The reader of a notice may ask for returns and exchanges: 1; may not, or was told before there were such buttons: 0.
-- Both databases run this script.

alter table notice add column may_ask bigint not null default 0;
