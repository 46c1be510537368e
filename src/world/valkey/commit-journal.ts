/** The part of the script of a commit that writes the new lines of journals, and evicts the oldest ones. */
import { limits } from '../limits.ts';

/**
 * Writes `lines`, which has the new lines of each workspace. Each journal has a limit, and all of them together: at the
 * cost of the largest.
 */
export const KEEP_JOURNAL = `
-- Adds to the bytes of a journal, and of all. Returns those of the journal.
local function resize(name, by)
  redis.call('HINCRBY', world, 'journalBytes', by)
  return tonumber(redis.call('ZINCRBY', journals, by, name))
end
-- Removes a number of the oldest lines. Returns how many bytes are left.
local function evict(name, count)
  local less = 0
  for _, line in ipairs(redis.call('LPOP', base .. name .. ':journal', count) or {}) do less = less + #line end
  redis.call('HINCRBY', evictions, name, count)
  return resize(name, -less)
end
for name, new in pairs(lines) do
  local key, size, length = base .. name .. ':journal', 0, 0
  for from = 1, #new, 2000 do
    length = redis.call('RPUSH', key, unpack(new, from, math.min(from + 1999, #new)))
  end
  for _, line in ipairs(new) do size = size + #line end
  size = resize(name, size)
  if length > ${limits.journalEntries} then
    size = evict(name, length - ${limits.journalEntries})
    length = ${limits.journalEntries}
  end
  while length > 1 and size > ${limits.journalBytes} do
    size = evict(name, 1)
    length = length - 1
  end
end
if next(lines) then
  while tonumber(redis.call('HGET', world, 'journalBytes')) > ${limits.journalTotalBytes} do
    local largest = redis.call('ZRANGE', journals, -1, -1)[1]
    if redis.call('LLEN', base .. largest .. ':journal') <= 1 then break end
    evict(largest, 1)
  end
end
`;
