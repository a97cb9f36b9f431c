-- verdict: RTE
require("no.such.module")
