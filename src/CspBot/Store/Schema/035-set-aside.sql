-- Rows whose document this version cannot read: why; they are looked at again now and then, since another version may write or read them.
alter table request add column set_aside text;
alter table purchase add column set_aside text;
alter table reservation_end add column set_aside text;
create index request_set_aside on request (id) where set_aside is not null;
create index purchase_set_aside on purchase (id) where set_aside is not null;
