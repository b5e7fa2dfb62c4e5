package node

// NewLocalStream lets the tests hold both sides of a stream within this node.
var NewLocalStream = newLocalStream

// WithGPUs lets the tests invent GPUs.
var WithGPUs = withGPUs
