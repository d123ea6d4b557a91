-- The audit as files that anybody can check, and its erasure: see Requests/Audits/AuditFields.cs.
-- Both databases run this script: text and bigint only.

-- link: SHA-256 of place, commitment to the fields, and the link before; null for entries of before, whose hash covers their document.
alter table audit add column link text;
-- salt: what the commitments are made with, as hexadecimal digits; a JSON object of the fields' own once some were erased.
alter table audit add column salt text;
create index audit_at on audit (at);
create index audit_kind on audit (kind, seq);
