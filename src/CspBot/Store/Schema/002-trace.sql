-- Which span caused a message, so that its delivery continues the same trace.
alter table outbox add column trace text;
