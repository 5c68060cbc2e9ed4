-- One message's slot. KEYS: the number's next slot, when the person's burst is whole again, who sends from the number.
-- ARGV: who asks, how long the number rests, seconds from slot to slot, the longest wait that is worth a slot,
-- seconds from message to message to one person, how far ahead a burst may borrow, how long a sender counts,
-- for how many seconds more the slots were given out while we were away.
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local rests, every, soon = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local pair_every, borrowed, counts = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

local function keep(key, at)
  redis.call('SET', key, string.format('%.6f', at), 'PX', math.ceil((at - now) * 1000) + 1000)
end

redis.call('ZADD', KEYS[3], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[3], 0, now - counts)
redis.call('EXPIRE', KEYS[3], counts)
local senders = redis.call('ZCARD', KEYS[3])

local next_at = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now + tonumber(ARGV[8]))
if rests > 0 then
  keep(KEYS[1], math.max(next_at, now + rests))
  return {'0', '0', senders}
end
local whole_at = math.max(tonumber(redis.call('GET', KEYS[2]) or 0), now)
local wait = next_at - now
local person_waits = pair_every > 0 and math.max(whole_at - now - borrowed, 0) or 0
if math.max(wait, person_waits) <= soon then
  keep(KEYS[1], next_at + every)
  keep(KEYS[2], whole_at + pair_every)
end
return {string.format('%.6f', wait), string.format('%.6f', person_waits), senders}
