/** The scripts that open a world, load a workspace, and find processes that are gone. */

import { IS_GONE } from './commit-script.ts';
import { FORMAT } from './keys.ts';

/**
 * Opens the world, or makes an empty one, and reads what every process knows of it. The caller gets a number.
 * Arguments: base, id of a new world, its seed, the position of its clock, number of the caller ('' for a new one).
 */
export const OPEN = `
local world, workspaces, processes, draws = KEYS[1], KEYS[2], KEYS[5], KEYS[6]
local clocks, orders = KEYS[7], KEYS[8]
local base, process = ARGV[1], ARGV[5]
local now
${IS_GONE}
now = serverMs()
local isNew = redis.call('HSETNX', world, 'id', ARGV[2]) == 1
if isNew then
  redis.call('HSET', world, 'format', '${FORMAT}', 'seq', '0', 'events', '0', 'bytes', '0', 'clockVersion', '0', 'host', '0',
    'journal', '0', 'workspacesVersion', '0', 'seed', ARGV[3])
  redis.call('HSET', clocks, 'world', ARGV[4])
end
if redis.call('HGET', world, 'format') ~= '${FORMAT}' then
  return { 'format', redis.call('HGET', world, 'format') or '' }
end
if process == '' then
  process = tostring(redis.call('HINCRBY', world, 'processes', 1))
elseif tonumber(process) > tonumber(redis.call('HGET', world, 'processes') or '0') then
  -- The server has lost that it gave this number away.
  redis.call('HSET', world, 'processes', process)
end
redis.call('HSET', processes, process, string.format('%.0f', now))
local contents = {}
local all = redis.call('HGETALL', workspaces)
for at = 1, #all, 2 do
  local own = base .. all[at] .. ':' .. all[at + 1] .. ':'
  contents[#contents + 1] = { all[at], all[at + 1], redis.call('HGET', orders, all[at]) or '0.0.0',
    redis.call('HGETALL', own .. 'tasks'), redis.call('SMEMBERS', own .. 'tokens') }
end
return { 'ok', process, redis.call('HGETALL', world), redis.call('HGETALL', clocks), redis.call('HGETALL', draws), contents }
`;

/** Reads all records and logs of a workspace. Arguments: base, id of the world, workspace. */
export const LOAD = `
local found = redis.call('HMGET', KEYS[1], 'id', 'seq')
if found[1] ~= ARGV[2] then return { 'lost', found[1] or '' } end
local generation = redis.call('HGET', KEYS[2], ARGV[3])
if not generation then return { 'ok', found[2], '' } end
local own = ARGV[1] .. ARGV[3] .. ':' .. generation .. ':'
local versions, logs = redis.call('HGETALL', own .. 'versions'), {}
for at = 1, #versions, 2 do
  if string.sub(versions[at], 1, 4) == 'log:' then
    logs[#logs + 1] = { versions[at], redis.call('LRANGE', own .. versions[at], 0, -1) }
  end
end
return { 'ok', found[2], generation, redis.call('HGETALL', own .. 'records'), versions, logs }
`;

/** A process that is gone is forgotten after so many milliseconds: until then it may ask for its last batch again. */
const FORGOTTEN_MS = 600_000;

/**
 * The processes that are gone and the live subscribers that they hold. One that holds none is forgotten after a while.
 * Arguments: base, id of the world.
 */
export const FIND_GONE = `
local world, processes, base = KEYS[1], KEYS[5], ARGV[1]
if redis.call('HGET', world, 'id') ~= ARGV[2] then return {} end
local now
${IS_GONE}
now = serverMs()
local gone = {}
for _, process in ipairs(redis.call('HKEYS', processes)) do
  if isGone(process) then
    local held = redis.call('SMEMBERS', base .. 'process:' .. process .. ':subscribers')
    if #held > 0 then
      gone[#gone + 1] = { process, held }
    elseif now - tonumber(redis.call('HGET', processes, process)) > ${FORGOTTEN_MS} then
      redis.call('HDEL', processes, process)
      redis.call('HDEL', KEYS[4], process)
    end
  end
end
return gone
`;

/**
 * Asks who makes the first workspaces: 'made' if they are there, 'yours' for the caller, 'wait' while another
 * process makes them. Arguments: base, process, '1' when the caller has made them.
 */
export const CLAIM = `
local world, processes, base, process = KEYS[1], KEYS[5], ARGV[1], ARGV[2]
local now
${IS_GONE}
now = serverMs()
if ARGV[3] == '1' then redis.call('HSET', world, 'made', process) end
if redis.call('HGET', world, 'made') then return 'made' end
local claim = redis.call('HGET', world, 'claim')
if claim and claim ~= process and not isGone(claim) then return 'wait' end
redis.call('HSET', world, 'claim', process)
return 'yours'
`;

/** A process ends by itself. Arguments: base, id of the world, process. */
export const LEAVE = `
local processes, process = KEYS[5], ARGV[3]
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[2] then return 'lost' end
redis.call('HDEL', KEYS[4], process)
if redis.call('SCARD', ARGV[1] .. 'process:' .. process .. ':subscribers') == 0 then
  redis.call('HDEL', processes, process)
else
  redis.call('HSET', processes, process, '0')
end
return 'ok'
`;

/** Clears the journal of a workspace. Arguments: base, workspace. */
export const CLEAR_JOURNAL = `
redis.call('UNLINK', ARGV[1] .. ARGV[2] .. ':journal')
redis.call('HDEL', KEYS[9], ARGV[2])
local bytes = redis.call('ZSCORE', KEYS[10], ARGV[2])
if bytes then redis.call('HINCRBY', KEYS[1], 'journalBytes', -tonumber(bytes)) end
redis.call('ZREM', KEYS[10], ARGV[2])
return 'ok'
`;
