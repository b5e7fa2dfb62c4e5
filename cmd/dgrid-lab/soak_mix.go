package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// wish is one request, and what the client does to it.
type wish struct {
	n         int
	kind      string
	body      map[string]any
	maxTokens int
	key       int           // of the API keys
	elsewhere bool          // asked of the other gateway, which is another payer
	refused   bool          // it is to be refused: it cannot fit
	closes    time.Duration // the client leaves then; 0: it stays
	closesAt  int           // the client leaves behind so many pieces; 0: it stays
	deadline  time.Duration // the client waits no longer; 0: it does
}

func (w *wish) stream() bool { return w.body["stream"] == true }

func (w *wish) encode() ([]byte, error) { return json.Marshal(w.body) }

// message is one of a conversation.
type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// talk is an agent's conversation, which it sends whole each time.
type talk struct{ messages []message }

// talkMost is how many bytes of a conversation are sent before an agent begins another: with an answer they fit into the context.
const talkMost = 3600

// handbook begins every agent's conversation: a long beginning that many requests share.
const handbook = `You are the assistant of a small harbour office. Answer in plain sentences. The office opens at six in the morning and closes at ten in the
evening. Ships of more than forty metres need a pilot, who is called two hours ahead over channel twelve. Berths one to nine are for fishing boats, berths ten
to twenty for visitors, and the long quay in the west is for freight. Water and power are paid by the day; the office takes cash, cards and letters of credit. Dogs are
welcome on the quays and not in the office. In a storm of force nine or more the northern entrance is closed by a chain, and the light on the mole turns
red. Lost nets are kept for a year in the shed behind the ice works. Whoever sees oil on the water calls the office at once. The harbour master is Ada Lind; her
deputy, who also keeps the list of moorings, is Jonas Okafor. When you do not know something, say so, and name who does.`

// unusual are texts whose characters take several tokens, or none of their own.
var unusual = []string{
	"Schreibe drei Sätze über Käse, Öl und Straßen.", "用中文写两句关于大海的话。", "Расскажи коротко о зиме в горах.", "اكتب جملة واحدة عن البحر.", "🦊🐻❄️ Which animals are these? Answer with emoji only 🐾",
	"日本の灯台について一文で説明してください。", "Say n\u0303 and n\u0303 and e\u0301 three times.", "Zero\u200bwidth\u200bspaces \u202eand\u202c others: repeat them.", "मछुआरे के बारे में एक वाक्य लिखो।", "Count: 1️⃣ 2️⃣ 3️⃣ and go on to 9️⃣.",
}

// stops are stop strings, some of which are in the middle of words and characters.
var stops = [][]string{{"."}, {"\n"}, {" the", "The"}, {"é", "ö", "🦊"}, {"ing "}, {"and", "or", ", "}, {"\n\n", "!"}, {"harbour"}}

// temperatures of which two are outside all calibration cells.
var temperatures = []float64{0, 0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.8, 1, 1}

// draw is request number n of a run. What agents send goes on from t, all else follows from seed and n.
func draw(seed uint64, n int, model string, t *talk) *wish {
	rng := rand.New(rand.NewPCG(seed, uint64(n)))
	w := &wish{n: n, key: rng.IntN(soakKeys), elsewhere: rng.IntN(5) == 0, maxTokens: 1 + rng.IntN(200)}
	if rng.IntN(12) == 0 {
		w.maxTokens = 1 + rng.IntN(3)
	}
	w.body = map[string]any{"model": model, "max_tokens": w.maxTokens, "temperature": temperatures[rng.IntN(len(temperatures))]}
	if rng.IntN(10) < 7 {
		w.body["stream"], w.body["stream_options"] = true, map[string]bool{"include_usage": true}
	}
	w.sample(rng)
	w.body["messages"] = w.ask(rng, t)
	w.leave(rng)
	return w
}

// sample draws sampling parameters.
func (w *wish) sample(rng *rand.Rand) {
	if rng.IntN(10) < 7 {
		w.body["seed"] = rng.Uint32()
	}
	if rng.IntN(6) == 0 {
		w.body["stop"] = stops[rng.IntN(len(stops))]
	}
	switch rng.IntN(12) {
	case 0:
		w.body["frequency_penalty"] = float64(rng.IntN(21)-5) / 10
	case 1:
		w.body["presence_penalty"], w.body["frequency_penalty"] = float64(rng.IntN(16))/10, 0.3
	case 2:
		w.body["repetition_penalty"] = 1 + float64(rng.IntN(4))/10
	case 3:
		w.body["top_p"], w.body["top_k"] = 0.95, 40
	case 4:
		w.body["min_p"] = 0.05
	case 5:
		w.body["logit_bias"] = map[string]int{fmt.Sprint(rng.IntN(40000)): rng.IntN(11) - 5}
	}
	if rng.IntN(30) == 0 {
		w.body["dgrid"] = map[string]string{"max_fee": fmt.Sprint(20_000_000_000_000 + rng.Int64N(60_000_000_000_000))}
	}
}

// ask draws what is asked.
func (w *wish) ask(rng *rand.Rand, t *talk) []message {
	about := func() string { return topics[rng.IntN(len(topics))] }
	one := func(text string) []message { return []message{{"user", text}} }
	switch k := rng.IntN(100); {
	case k < 35:
		w.kind = "short"
		return one(fmt.Sprintf("Tell me about %s in %d sentences.", about(), 1+rng.IntN(12)))
	case k < 50:
		w.kind = "long"
		var b strings.Builder
		for range 8 + rng.IntN(45) {
			fmt.Fprintf(&b, "On day %d we wrote of %s, and of %s. ", rng.IntN(1000), about(), about())
		}
		return one(b.String() + "What was written about most?")
	case k < 62:
		w.kind = "unicode"
		return one(unusual[rng.IntN(len(unusual))])
	case k < 64:
		w.kind, w.refused = "too long", true
		return one(strings.Repeat("A harbour, a ship, a chain. ", 500+rng.IntN(300)))
	}
	w.kind = "agent"
	length := 0
	for _, m := range t.messages {
		length += len(m.Content)
	}
	if length > talkMost || len(t.messages) == 0 {
		t.messages = []message{{"system", handbook}}
	}
	question := fmt.Sprintf("A captain asks about %s and berth %d. What do you answer?", about(), 1+rng.IntN(20))
	t.messages = append(t.messages, message{"user", question})
	return append([]message{}, t.messages...)
}

// heard goes on with a conversation: what was answered is sent with the next question. An agent whose question came to nothing takes it back.
func (t *talk) heard(w *wish, text string) {
	if w.kind != "agent" {
		return
	}
	if text == "" {
		t.messages = t.messages[:len(t.messages)-1]
		return
	}
	t.messages = append(t.messages, message{"assistant", text})
}

// leave draws whether the client goes before the answer ends: one in six does.
func (w *wish) leave(rng *rand.Rand) {
	switch k := rng.IntN(60); {
	case w.refused:
	case k < 5 && w.stream():
		w.closesAt = 1 + rng.IntN(w.maxTokens)
	case k < 10:
		w.closes = time.Duration(rng.Int64N(int64(6 * time.Second)))
	case k < 13:
		w.deadline = time.Duration(1+rng.IntN(300)) * time.Millisecond
	}
}
