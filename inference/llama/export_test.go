package llama

// Place is Runtime.Place with invented devices.
var Place = place
