package calibrator

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// Prompts differ on purpose: kind of text, language and length all move the honest noise.
var (
	tasks = []string{
		"Write a short story about %s.",
		"Explain %s to a child in a few paragraphs.",
		"List ten facts about %s, one a line.",
		"Write a Python function that models %s, with comments.",
		"Write a JSON document with at least eight fields that describes %s.",
		"Write a dialogue of two people who disagree about %s.",
		"Write a formal letter of complaint about %s.",
		"Give step-by-step instructions that deal with %s.",
		"Write an SQL schema and three queries about %s.",
		"Write a poem of four stanzas about %s.",
	}
	topics = []string{
		"a lighthouse in winter", "the water cycle", "a broken bicycle", "the history of bread", "a bank account", "the planet Mars",
		"an old library", "a football match", "how a refrigerator works", "migrating birds", "a railway timetable", "volcanoes",
		"a small bakery", "the colour blue", "computer networks", "a rainy market day", "the human heart", "a chess game",
		"growing tomatoes", "an electric car", "the Roman empire", "a lost key", "solar panels", "a music festival",
	}
	foreign = []string{
		"Erzähle eine kurze Geschichte über %s.", "Explique en quelques phrases : %s.", "Escribe un párrafo sobre %s.",
		"Scrivi una breve descrizione di %s.", "Escreva um texto curto sobre %s.", "Напиши короткий рассказ: %s.",
		"请写一段关于 %s 的短文。", "%s について短い文章を書いてください。",
	}
	paragraphs = []string{
		"The harbour was built in three stages. The oldest quay, of rough granite, is still used by the fishing boats, while the container terminal to the south opened only after the railway had been moved. Dredging takes place every second spring, and the sand that is won is used on the beaches to the north, where storms carry it away again within a few years.",
		"Enzymes lower the energy that a reaction needs. Each has a pocket into which its substrate fits; a change of temperature or acidity deforms the pocket, and the reaction slows down. Some enzymes need a metal ion, others a small organic molecule, and a cell can switch many of them on or off by attaching a phosphate group.",
		"The committee met on 14 March and again on 2 April. It approved the budget of 48,200 for the coming year, deferred the question of the roof, and asked the treasurer to obtain three offers for the boiler. Two members abstained from the vote on fees. The next meeting is planned for the first week of June.",
		"To assemble the shelf, lay both side panels on a soft surface with the holes facing up. Insert the dowels, then press the back panel into its groove. Tighten the eight screws only by hand at first; when the frame is square, tighten them fully, beginning with the corners. Fix the shelf to the wall with the bracket supplied.",
		"In the second half the visitors changed their formation and pressed higher. A long ball in the 58th minute found the winger, whose cross was turned in at the near post. The home side answered with two substitutions and hit the bar from a free kick, but the equaliser did not come until the third minute of added time.",
		"A compiler first splits the text of a program into tokens, then arranges them in a tree, and checks that the types agree. The tree becomes a simpler intermediate form on which most optimisations work: constants are folded, common expressions are computed once, loops are turned around. Only at the end are registers assigned and instructions chosen.",
		"The glacier has lost a third of its length since measurements began. In summer the melt water gathers in a lake behind the moraine; in two years the dam gave way and the valley was flooded. Since then a tunnel drains the lake, and gauges report the level every ten minutes to the village below.",
		"She had kept the letters in a tin box under the stairs, sorted not by date but by the colour of the ink. Blue was for good news. There were few blue ones from the year of the move, and none at all from the winter after it, when even the postman had stopped asking whether she was waiting for something.",
	}
	closings = []string{"Summarise the text above in five sentences.", "List every number and name in the text above.", "Continue the text above in the same style.", "Ask and answer six questions about the text above."}
)

// prompt is the i-th prompt of a plan: always the same for the same seed and i.
func prompt(seed int64, i int) []dgrid.Message {
	r := rand.New(rand.NewPCG(uint64(seed), uint64(i)))
	topic := topics[r.IntN(len(topics))]
	var text string
	switch i % 5 {
	case 0, 1:
		text = fmt.Sprintf(tasks[r.IntN(len(tasks))], topic)
	case 2:
		text = fmt.Sprintf(foreign[r.IntN(len(foreign))], topic)
	case 3:
		text = document(r, 2+r.IntN(3))
	default:
		text = fmt.Sprintf(tasks[(i/5)%len(tasks)], topic+" and "+topics[r.IntN(len(topics))])
	}
	messages := []dgrid.Message{{Role: "user", Content: text}}
	if i%3 == 0 {
		messages = append([]dgrid.Message{{Role: "system", Content: "You are a helpful assistant. Answer in detail."}}, messages...)
	}
	return messages
}

func document(r *rand.Rand, n int) string {
	var parts []string
	for range n {
		parts = append(parts, paragraphs[r.IntN(len(paragraphs))])
	}
	return strings.Join(append(parts, closings[r.IntN(len(closings))]), "\n\n")
}

// CorpusDigest is a hash of everything that prompts are made of.
func CorpusDigest() dgrid.Digest {
	var all []byte
	for _, list := range [][]string{tasks, topics, foreign, paragraphs, closings} {
		for _, s := range list {
			h := dgrid.Hash([]byte(s))
			all = append(all, h[:]...)
		}
	}
	return dgrid.Hash(all)
}
