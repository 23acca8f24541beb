-- Sends the requests of a file in turn, from the beginning again when they are through.
-- A line: METHOD <tab> PATH <tab> HEADERS (Name=value, separated by |) <tab> BODY
local requests = {}
local at = 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local method, path, fields, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = {}
    for name, value in fields:gmatch("([^=|]+)=([^|]*)") do headers[name] = value end
    if body ~= "" then headers["Content-Type"] = "application/json" else body = nil end
    requests[#requests + 1] = wrk.format(method, path, headers, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
