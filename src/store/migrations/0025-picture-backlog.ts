/** Pictures of an import, of which there may be very many, wait behind those of residents. */
export const pictureBacklog = `
alter table bridge.media add column is_backlog boolean not null default false;
drop index bridge.media_due;
create index media_due on bridge.media (is_backlog, not_before) where state = 'waiting';
`;
