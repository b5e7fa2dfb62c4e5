package template_test

import (
	"fmt"
	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/models/gguf"
	"github.com/dgrid-network/dgrid/inference/template"
	"os"
	"testing"
	"time"
)

func TestZ(t *testing.T) {
	h, _ := gguf.ReadFile(os.Getenv("HOME") + "/.cache/dgrid/models/b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53.gguf")
	fmt.Println(template.Render(h.Template, template.Input{Messages: []dgrid.Message{{Role: "user", Content: "Hi \u00e9"}}, AddGenerationPrompt: true}))
	fmt.Println(template.Render("{{strftime_now('%d %b %Y')}} {{[1,2.5,'a']|tojson}} {{raise_exception('no')}}", template.Input{}))
	fmt.Println(template.Render("{{strftime_now('%d %b %Y %-d')}} {{[1,2.5,'a']|tojson}} {{'a'.replace('a','bb')}}", template.Input{Now: time.Unix(0, 0)}))
	for _, s := range []string{"{% for i in range(1000000000) %}{% endfor %}", "{% for i in range(60000) %}{% for j in range(60000) %}{% endfor %}{% endfor %}", "{% set ns=namespace(s='aaaaaaaa') %}{% for i in range(100) %}{% set ns.s=ns.s~ns.s %}{% endfor %}", "{{ 'a'|indent(1000000000) }}", "{{ {'a':[1]}|tojson(indent=1000000000) }}", "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}", "{% set ns=namespace(s=[1]) %}{% for i in range(100) %}{% set ns.s=ns.s+ns.s %}{% endfor %}", "{{ x.y.z }}", "{%", "{{ strftime_now('%Q') }}"} {
		b := time.Now()
		_, err := template.Render(s, template.Input{})
		fmt.Println(time.Since(b), err)
	}
	for _, n := range []int{10000, 100000, 1000000} {
		s := make([]byte, n)
		for i := range s {
			s[i] = 'a'
		}
		b := time.Now()
		_, err := template.Render(string(s), template.Input{})
		fmt.Println(n, time.Since(b), err)
		for i := range s {
			s[i] = '['
		}
		b = time.Now()
		_, err = template.Render("{{"+string(s), template.Input{})
		fmt.Println(n, time.Since(b), err)
		for i := range s {
			s[i] = ' '
			if i%4000 == 3999 {
				s[i] = '.'
			}
		}
		b = time.Now()
		_, err = template.Render(string(s), template.Input{})
		fmt.Println(n, time.Since(b), err)
	}
}
func BenchmarkR(b *testing.B){
 h,_:=gguf.ReadFile(os.Getenv("HOME")+"/.cache/dgrid/models/b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53.gguf")
 ms:=[]dgrid.Message{}; for range 300 { ms=append(ms, dgrid.Message{Role:"user",Content:"Hi how are you my friend ----------------------------- ........."}) }
 b.Run("new",func(b *testing.B){ for b.Loop() { template.New(h.Template) }})
 tt,_:=template.New(h.Template)
 b.Run("300",func(b *testing.B){ for b.Loop() { tt.Render(template.Input{Messages:ms}) }})
 b.Run("1",func(b *testing.B){for b.Loop() { _,_ = tt.Render(template.Input{Messages:ms[:1]}) }})
}
