"""Renders every template in templates/ for every conversation in conversations.json with Python's jinja2, the way the library
transformers does, and writes golden.json. It needs Python 3 and jinja2 3.1.6 (pip install jinja2==3.1.6):

    python3 golden.py > golden.json
"""

import datetime
import json
import pathlib
import sys

import jinja2
import jinja2.ext
import jinja2.sandbox

NOW = datetime.datetime(2026, 3, 9, 7, 5, 2, tzinfo=datetime.timezone.utc)
here = pathlib.Path(__file__).parent


class Refused(Exception):
    pass


def refuse(message):
    raise Refused(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
    trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols]
)
environment.filters["tojson"] = tojson
environment.globals["raise_exception"] = refuse
environment.globals["strftime_now"] = NOW.strftime


def message(m):
    out = {"role": m["role"], "content": m["content"]}
    if m.get("name"):
        out["name"] = m["name"]
    if m.get("toolCallId"):
        out["tool_call_id"] = m["toolCallId"]
    if m.get("toolCalls"):
        calls = json.loads(m["toolCalls"])
        for c in calls:
            c["function"]["arguments"] = json.loads(c["function"]["arguments"])
        out["tool_calls"] = calls
    return out


def render(source, given):
    return environment.from_string(source).render(
        messages=[message(m) for m in given["messages"]],
        tools=json.loads(given["tools"]) if given.get("tools") else None,
        documents=None,
        bos_token=given["bos"],
        eos_token=given["eos"],
        add_generation_prompt=given["addGenerationPrompt"],
    )


folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "templates"
golden = []
for path in sorted(folder.glob("*.jinja")):
    source = path.read_text(encoding="utf-8")
    for c in json.loads((here / "conversations.json").read_text(encoding="utf-8")):
        case = {"template": path.stem, "conversation": c["name"]}
        try:
            case["text"] = render(source, c["input"])
        except Refused as e:
            case["refused"] = str(e)
        except Exception as e:
            case["fails"] = type(e).__name__
        golden.append(case)
print(json.dumps(golden, ensure_ascii=False, indent=1))
