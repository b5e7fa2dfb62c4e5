package main

// What the tests of the program as a process need.
var (
	Main       = run
	DevAddress = devAddress
	DevKey     = devKeyHex
	ParseUnits = parseUnits
)

// Ready is what a chain prints.
type Ready = ready
