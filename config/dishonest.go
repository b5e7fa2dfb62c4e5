//go:build dishonest

package config

// otherVariables are names with the prefix that belong to no key: a build that cheats on purpose is told how by the last two.
var otherVariables = []string{homeVariable, variablePrefix + "CHEAT", variablePrefix + "CHEAT_MODEL"}
