package inference

// Bounded is for tests of this package.
var Bounded = bounded
