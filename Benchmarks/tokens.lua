-- SPDX-License-Identifier: Apache-2.0
-- Goes through the tokens of a file, one a line: wrk ... -s tokens.lua URL -- FILE

local requests = {}
local turn = 0

function init(arguments)
    for token in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("GET", nil, { Authorization = "Bearer " .. token })
    end
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end
