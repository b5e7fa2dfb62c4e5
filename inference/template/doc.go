// Package template turns a conversation into a model's prompt with the model's own chat template, which is Jinja text from the
// model file.
//
// # Terms
//
//   - template: Jinja source, as models ship it and as the Python library transformers renders it: blocks are trimmed and
//     left-stripped, loops know break and continue, and tojson does not escape for HTML.
//   - rendering: one run of a template. Provider and validator must get the same text from the same input, so a rendering sees
//     nothing but its Input: strftime_now is the job's own time in UTC, there is no randomness, no file and no network.
//
// The templates run in @huggingface/jinja (jinja/index.cjs, as published) inside goja, a JavaScript engine in Go. jinja/limits.js
// bounds what a template can build and mends break and continue; machine.go bounds the time. docs/templates.md specifies what a
// template sees and how it is limited.
//
// An engine reads its model's template once with New and renders each job with Template.Render. Render does both, for tools.
package template
