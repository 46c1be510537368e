/**
 * The part of the script of a commit that applies the operations of an item, and removes contents. `item.ts` and
 * `item-of.ts` write the operations; `commit-script.ts` defines what is not defined here.
 */

/** Defines `operations` and what an item is applied with: `own`, `item`, `index` and `workspace`. */
export const OPERATIONS = `
local own, item, index, workspace
local held
local function subscribersOf(name) return base .. 'process:' .. name .. ':subscribers' end
local function noteHeld(key, one)
  local name = string.match(one, '^%["([^"]*)"') or ''
  held[name] = held[name] or {}
  table.insert(held[name], { key, one })
end
-- The live subscribers that processes hold, by workspace.
local function heldIn()
  if held then return held end
  held = {}
  for _, name in ipairs(redis.call('HKEYS', processes)) do
    local key = subscribersOf(name)
    for _, one in ipairs(redis.call('SMEMBERS', key)) do noteHeld(key, one) end
  end
  return held
end
local function removeContents(workspace)
  local generation = redis.call('HGET', workspaces, workspace)
  if generation then
    local own = base .. workspace .. ':' .. generation .. ':'
    local fields = redis.call('HKEYS', own .. 'versions')
    for field in pairs(written[own .. 'versions'] or {}) do fields[#fields + 1] = field end
    for _, field in ipairs(fields) do
      if string.sub(field, 1, 4) == 'log:' then redis.call('UNLINK', own .. field) end
    end
    redis.call('UNLINK', own .. 'records', own .. 'versions', own .. 'tasks', own .. 'tokens')
    written[own .. 'records'], written[own .. 'versions'], written[own .. 'tasks'] = nil, nil, nil
  end
  redis.call('UNLINK', base .. workspace .. ':journal')
  redis.call('HDEL', evictions, workspace)
  local bytes = redis.call('ZSCORE', journals, workspace)
  if bytes then redis.call('HINCRBY', world, 'journalBytes', -tonumber(bytes)) end
  redis.call('ZREM', journals, workspace)
  redis.call('HDEL', clocks, workspace)
  lines[workspace] = nil
  for _, one in ipairs(heldIn()[workspace] or {}) do redis.call('SREM', one[1], one[2]) end
end

-- Contents that were written before the commit would expire if no commit took them.
local function keepStaged()
  for _, name in ipairs({ 'records', 'versions', 'tasks', 'tokens' }) do redis.call('PERSIST', own .. name) end
  for _, field in ipairs(redis.call('HKEYS', own .. 'versions')) do
    if string.sub(field, 1, 4) == 'log:' then redis.call('PERSIST', own .. field) end
  end
end

local function place()
  index = index + 1
  return number .. '.' .. item .. '.' .. (index - 1)
end
local function append(field)
  local key, most, items = own .. field, tonumber(take()), tonumber(take())
  for _ = 1, items do redis.call('RPUSH', key, take()) end
  if most > 0 then redis.call('LTRIM', key, -most, -1) end
  write(own .. 'versions', field, number)
end
local function replaced()
  redis.call('HSET', world, 'workspacesVersion', number, 'clockVersion', number)
end

local operations = {
  put = function()
    local field, order, record = take(), take(), take()
    local new, earlier = place(), (written[own .. 'records'] or {})[field]
    if order == '+' or earlier == false then order = new end
    if earlier then order = string.match(earlier, '^%S+') end
    write(own .. 'records', field, order .. ' ' .. record)
    write(own .. 'versions', field, number)
  end,
  remove = function()
    local field = take()
    place()
    write(own .. 'records', field, false)
    write(own .. 'versions', field, false)
  end,
  counted = function() write(own .. 'versions', take(), number) end,
  append = function() append(take()) end,
  rewrite = function()
    local field = take()
    redis.call('DEL', own .. field)
    append(field)
  end,
  plan = function() write(own .. 'tasks', take(), take()) end,
  cancel = function() write(own .. 'tasks', take(), false) end,
  token = function() redis.call('SADD', own .. 'tokens', take()) end,
  untoken = function() redis.call('SREM', own .. 'tokens', take()) end,
  hold = function()
    local key, one = subscribersOf(take()), take()
    redis.call('SADD', key, one)
    if held then noteHeld(key, one) end
  end,
  release = function() redis.call('SREM', subscribersOf(take()), take()) end,
  drawn = function() write(draws, take(), take()) end,
  clock = function()
    write(clocks, take(), take())
    redis.call('HSET', world, 'clockVersion', number)
    isClockSame = false
  end,
  replace = function()
    local generation, clock
    workspace, generation, clock = take(), take(), take()
    if generation == '+' then generation = number end
    removeContents(workspace)
    redis.call('HSET', workspaces, workspace, generation)
    redis.call('HSETNX', orders, workspace, place())
    if clock ~= '' then redis.call('HSET', clocks, workspace, clock) end
    own = base .. workspace .. ':' .. generation .. ':'
    generations[workspace] = generation
    if generation ~= number then keepStaged() end
    replaced()
  end,
  drop = function()
    local name = take()
    removeContents(name)
    redis.call('HDEL', workspaces, name)
    redis.call('HDEL', orders, name)
    generations[name] = ''
    replaced()
  end,
}
`;
