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
// The templates run in @huggingface/jinja (jinja/index.cjs, version 0.5.11, MIT, byte for byte as published) inside goja, a
// JavaScript engine in Go. jinja/limits.js bounds what a template can build; Render bounds its time.
package template
