import json
import sys


def write(message):
    print(json.dumps(message), flush=True)


hello = json.loads(sys.stdin.readline())
if hello["version"] != 1:
    sys.exit(76)
write({"type": "hello", "version": 1, "name": "clock", "capabilities": {}})
for line in sys.stdin.buffer:
    try:
        message = json.loads(line)
        if message["type"] == "ping":
            write({"type": "pong", "id": message["id"]})
        elif message["type"] == "stop":
            sys.exit(3 if hello["settings"].get("rude") else 0)
    except (ValueError, KeyError, TypeError):
        pass
