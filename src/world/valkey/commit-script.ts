/**
 * The script that commits a batch of decisions. It runs on the server, where nothing else runs at the same time.
 *
 * Each item of a batch is applied as a whole, or not at all: if a version that it read has changed, if an earlier
 * item that it builds on was not applied, or if a process that holds one of its subscribers is gone. What was applied
 * is one commit. A batch that was applied before (its reply was lost) is not applied again: its results are kept until
 * the next batch.
 *
 * The reply also has all commits that the caller has not seen, so a caller is up to date after each call. One that is
 * far behind gets some of them, and nothing is applied: it asks again.
 */
import { limits } from '../limits.ts';
import { KEEP_JOURNAL } from './commit-journal.ts';
import { OPERATIONS } from './commit-operations.ts';

/** Commits that the server keeps for processes that are behind, and for events to be read again. */
export const COMMITS_KEPT = 20_000;
/** Bytes of these commits. */
export const COMMIT_BYTES_KEPT = limits.eventTotalBytes;
/** Commits that are read at once for a caller that is behind. */
const PART = 10;
/** Bytes of commits that a reply has at most, about. A caller that is further behind asks again. */
const MISSED_BYTES = 4 * 1024 * 1024;
/** A process is gone when nobody listens on its channel and it was not heard for so many milliseconds. */
export const SILENT_MS = 1_000;
/** A process is gone when it was not heard for so many milliseconds, although its connection is open. */
export const STOPPED_MS = 10_000;

/** Whether a process is gone; used by two scripts. `processes`, `base` and `now` are defined before it. */
export const IS_GONE = `
local function isGone(process)
  local heard = redis.call('HGET', processes, process)
  if not heard then return true end
  local silent = now - tonumber(heard)
  if silent > ${STOPPED_MS} then return true end
  return silent > ${SILENT_MS} and redis.call('PUBSUB', 'NUMSUB', base .. 'process:' .. process)[2] == 0
end
local function serverMs()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
`;

/**
 * The script. Its arguments are written by `item.ts`. Calls of the server are what takes time in it, so it writes
 * what it can at the end, once for each key.
 */
export const COMMIT = `
local world, workspaces, commits, batches = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local processes, draws, clocks, orders = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local evictions, journals = KEYS[9], KEYS[10]
local base, worldId, process, batch = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local seen, seenOrigin, clockVersion, host, beats = tonumber(ARGV[5]), ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local decided, announced, noted = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
local now
${IS_GONE}
local function text(number) return string.format('%.0f', number) end

local found = redis.call('HMGET', world, 'id', 'seq', 'clockVersion', 'events', 'bytes', 'journal', 'origin')
if found[1] ~= worldId then return { 'lost', found[1] or '' } end
local seq = tonumber(found[2])
-- The commit that the caller knows as the last one must be the one that the server has under its number.
local missed, knownOrigin, isBehind = {}, found[7] or '', false
if seen < seq then
  knownOrigin = seenOrigin
  local from, size, part = seen, 0
  repeat
    part = redis.call('XRANGE', commits, text(from), '+', 'COUNT', ${PART})
    for _, entry in ipairs(part) do
      from = tonumber(string.match(entry[1], '^%d+')) + 1
      if from == seen + 1 then
        knownOrigin = entry[2][2]
      else
        missed[#missed + 1] = entry
        size = size + #entry[2][10]
      end
    end
  until #part < ${PART} or size > ${MISSED_BYTES}
  isBehind = from <= seq
end
if seen > seq or (seenOrigin ~= '' and knownOrigin ~= seenOrigin) then return { 'back', text(seq) } end
now = serverMs()
-- The first write fails on a server that is full or read-only, before anything has changed.
redis.call('HSET', world, 'host', host)
if beats == '1' then redis.call('HSET', processes, process, text(now)) end

if isBehind then return { 'behind', text(seq), missed, '' } end
if decided + announced + noted == 0 then return { 'ok', text(seq), missed, '' } end

local last = redis.call('HGET', batches, process)
if last then
  local number, results = string.match(last, '^(%d+) (.*)$')
  if tonumber(number) >= batch then return { 'ok', text(seq), missed, results } end
end

local number = text(seq + 1)
local isClockSame = found[3] == clockVersion
local events, bytes, journal = tonumber(found[4]), tonumber(found[5]), tonumber(found[6])
local generations, known, gone, refused, results = {}, {}, {}, {}, {}
-- What is written at the end, by key: fields of hashes, and lines of journals.
local written, lines = {}, {}
-- The changes of applied items, with the numbers of the items.
local changes, applied = {}, {}
local at = 13
local function take() at = at + 1; return ARGV[at - 1] end

-- The value of a field before this batch.
local function fieldsOf(key)
  local fields = known[key]
  if fields == nil then
    fields = {}
    known[key] = fields
  end
  return fields
end
local function before(key, field)
  local fields = fieldsOf(key)
  if fields[field] == nil then fields[field] = redis.call('HGET', key, field) or '' end
  return fields[field]
end
-- False removes the field.
local function write(key, field, value)
  local fields = written[key]
  if fields == nil then
    fields = {}
    written[key] = fields
  end
  fields[field] = value
end
local function generationOf(workspace)
  local generation = generations[workspace]
  if generation == nil then
    generation = redis.call('HGET', workspaces, workspace) or ''
    generations[workspace] = generation
  end
  return generation
end
${OPERATIONS}
for one = 1, decided do
  item = one
  local finish = at + 1 + tonumber(ARGV[at])
  workspace = ARGV[at + 1]
  local generation = ARGV[at + 2]
  at = at + 3
  own, index = base .. workspace .. ':' .. generation .. ':', 0
  local applies = isClockSame and (workspace == '' or generationOf(workspace) == generation)
  local key = own .. 'versions'
  local fields, unknown = fieldsOf(key), {}
  local first, last = at + 1, at + 2 * tonumber(ARGV[at])
  for field = first, last, 2 do
    if fields[ARGV[field]] == nil then unknown[#unknown + 1] = ARGV[field] end
  end
  for from = 1, #unknown, 2000 do
    local found = redis.call('HMGET', key, unpack(unknown, from, math.min(from + 1999, #unknown)))
    for index, version in ipairs(found) do fields[unknown[from + index - 1]] = version or '' end
  end
  for field = first, last, 2 do
    if fields[ARGV[field]] ~= ARGV[field + 1] then applies = false end
  end
  at = last + 1
  for _ = 1, tonumber(take()) do
    local kind, field, expected = take(), take(), take()
    if kind == 'task' then
      local planned = (written[own .. 'tasks'] or {})[field]
      if planned == nil then planned = redis.call('HGET', own .. 'tasks', field) end
      if planned ~= expected then applies = false end
    elseif before(kind == 'draws' and draws or world, field) ~= expected then
      applies = false
    end
  end
  for _ = 1, tonumber(take()) do
    if results[tonumber(take())] == '0' then applies = false end
  end
  for _ = 1, tonumber(take()) do
    local owner = take()
    if gone[owner] == nil then gone[owner] = isGone(owner) end
    if gone[owner] then
      applies = false
      refused[item] = 'gone ' .. owner
    end
  end
  if applies then
    local emitted, change = tonumber(take()), take()
    for _ = 1, tonumber(take()) do operations[take()]() end
    if change ~= '' then
      changes[#changes + 1] = change
      applied[#applied + 1] = item
      events = events + emitted
    end
    results[item] = '1'
  else
    results[item] = '0'
  end
  at = finish
end

for one = 1, announced do
  changes[#changes + 1] = ARGV[at]
  applied[#applied + 1] = decided + one
  at = at + 1
end
events = events + announced

for one = 1, noted do
  workspace = ARGV[at]
  journal = journal + 1
  if generationOf(workspace) ~= '' then
    local new = lines[workspace]
    if new == nil then
      new = {}
      lines[workspace] = new
    end
    new[#new + 1] = text(journal) .. ' ' .. ARGV[at + 1]
  end
  at = at + 2
end

for key, fields in pairs(written) do
  local set, removed = {}, {}
  for field, value in pairs(fields) do
    if value then
      set[#set + 1] = field
      set[#set + 1] = value
    else
      removed[#removed + 1] = field
    end
  end
  for from = 1, #set, 2000 do
    redis.call('HSET', key, unpack(set, from, math.min(from + 1999, #set)))
  end
  for from = 1, #removed, 2000 do
    redis.call('HDEL', key, unpack(removed, from, math.min(from + 1999, #removed)))
  end
end

${KEEP_JOURNAL}
if #changes > 0 then
  seq = seq + 1
  local change = '[' .. table.concat(changes, ',') .. ']'
  local origin = process .. '.' .. ARGV[4]
  redis.call('HSET', world, 'origin', origin)
  redis.call('XADD', commits, number .. '-0', 'origin', origin, 'event', text(tonumber(found[4]) + 1),
    'host', host, 'items', table.concat(applied, ','), 'change', change)
  bytes = bytes + #change
  -- The oldest commits make room.
  local length = redis.call('XLEN', commits)
  while length > 1 and (length > ${COMMITS_KEPT} or bytes > ${COMMIT_BYTES_KEPT}) do
    local oldest = redis.call('XRANGE', commits, '-', '+', 'COUNT', 1)[1]
    redis.call('XDEL', commits, oldest[1])
    bytes = bytes - #oldest[2][10]
    length = length - 1
  end
  redis.call('PUBLISH', base .. 'wake', process .. ' ' .. number)
end
redis.call('HSET', world, 'seq', text(seq), 'events', text(events), 'bytes', text(bytes), 'journal', text(journal))
for one, why in pairs(refused) do results[one] = why end
local all = table.concat(results, ',')
redis.call('HSET', batches, process, ARGV[4] .. ' ' .. all)
return { 'ok', text(seq), missed, all }
`;
