package gateway

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// maxMessages is what an order carries (docs/stream.md).
const maxMessages = 4096

// roles are the roles of messages, and the one that each has in the model's template.
var roles = map[string]string{
	"system": "system", "developer": "system", "user": "user", "assistant": "assistant", "tool": "tool",
}

func readMessages(r *request, name string, raw json.RawMessage) *apiError {
	list, e := read[[]map[string]json.RawMessage](name, raw, "a list of messages")
	if e != nil {
		return e
	}
	if len(list) > maxMessages {
		return bad(name, "%s has %d entries: want at most %d", name, len(list), maxMessages)
	}
	for i, members := range list {
		m, e := readMessage(name+"["+strconv.Itoa(i)+"]", members)
		if e != nil {
			return e
		}
		r.question.Request.Messages = append(r.question.Request.Messages, m)
	}
	return nil
}

// draft is a message while its members are read.
type draft struct {
	dgrid.Message
	refusal string // stands for the content where there is none, as in OpenAI's answers
	content bool   // is there
}

func readMessage(param string, members map[string]json.RawMessage) (dgrid.Message, *apiError) {
	var d draft
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if isNull(members[name]) {
			continue
		}
		if e := d.read(param+"."+name, name, members[name]); e != nil {
			return d.Message, e
		}
	}
	return d.Message, d.check(param)
}

func (d *draft) read(param, name string, raw json.RawMessage) (e *apiError) {
	switch name {
	case "role":
		given, e := read[string](param, raw, "a string")
		if e != nil {
			return e
		}
		if d.Role = roles[given]; d.Role == "" {
			return bad(param, "%s is %.40q: want system, developer, user, assistant or tool", param, given)
		}
	case "content":
		d.content = true
		d.Content, e = readContent(param, raw)
	case "name":
		d.Name, e = read[string](param, raw, "a string")
	case "tool_call_id":
		d.ToolCallID, e = read[string](param, raw, "a string")
	case "tool_calls":
		d.ToolCalls, e = readToolCalls(param, raw)
	case "refusal":
		d.refusal, e = read[string](param, raw, "a string")
	case "annotations": // what came with an earlier answer of OpenAI's; it is not part of the conversation
	case "audio", "function_call":
		return refused(param, "messages are text, and calls stand in tool_calls")
	default:
		return badCode("unknown_parameter", param, "unrecognized request argument supplied: %.100s", param)
	}
	return e
}

func (d *draft) check(param string) *apiError {
	if !d.content && d.refusal != "" {
		d.Content, d.content = d.refusal, true
	}
	switch {
	case d.Role == "":
		return bad(param+".role", "%s.role is missing: want system, developer, user, assistant or tool", param)
	case d.ToolCalls != "" && d.Role != "assistant":
		return bad(param+".tool_calls", "%s.tool_calls: only messages of the assistant hold calls", param)
	case d.ToolCallID != "" && d.Role != "tool":
		return bad(param+".tool_call_id", "%s.tool_call_id: only messages of the role tool answer a call", param)
	case d.Role == "tool" && d.ToolCallID == "":
		return bad(param+".tool_call_id", "%s.tool_call_id is missing: say which call this message answers", param)
	case !d.content && d.ToolCalls == "":
		return bad(param+".content", "%s.content is missing: want a string or a list of text parts", param)
	}
	return nil
}

// readContent joins text parts with line breaks.
func readContent(param string, raw json.RawMessage) (string, *apiError) {
	if raw[0] == '"' {
		return read[string](param, raw, "a string")
	}
	parts, e := read[[]struct {
		Type    string  `json:"type"`
		Text    *string `json:"text"`
		Refusal *string `json:"refusal"`
	}](param, raw, "a string or a list of text parts")
	if e != nil {
		return "", e
	}
	if len(parts) == 0 {
		return "", bad(param, "%s is an empty list: want at least one text part", param)
	}
	texts := make([]string, len(parts))
	for i, p := range parts {
		switch {
		case p.Type == "text" && p.Text != nil:
			texts[i] = *p.Text
		case p.Type == "refusal" && p.Refusal != nil:
			texts[i] = *p.Refusal
		case p.Type == "text" || p.Type == "refusal":
			return "", bad(param, "%s[%d] is of type %s and has no %s", param, i, p.Type, p.Type)
		default:
			return "", refusedValue(param, fmt.Sprintf("part %d of type %.40q", i, p.Type), "the models of this network read text only: want parts of type \"text\"")
		}
	}
	return strings.Join(texts, "\n"), nil
}

// readToolCalls keeps the calls as they were written, but for blanks: the template opens their arguments.
func readToolCalls(param string, raw json.RawMessage) (string, *apiError) {
	calls, e := read[[]struct {
		Type     *string `json:"type"`
		Function *struct {
			Name string `json:"name"`
		} `json:"function"`
	}](param, raw, "a list of calls")
	if e != nil {
		return "", e
	}
	for i, c := range calls {
		if c.Type != nil && *c.Type != "function" || c.Function == nil || c.Function.Name == "" {
			return "", refusedValue(param, fmt.Sprintf("entry %d", i), "want a call of type \"function\" with function.name")
		}
	}
	if len(calls) == 0 {
		return "", nil
	}
	return compact(raw), nil
}
