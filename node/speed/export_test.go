package speed

// Parse reads a file's text.
var Parse = parse
